package org.tributary.gateway.x402;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.tributary.contracts.chain.Deployment;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.DepositChain;
import org.tributary.gateway.deposit.Deposits;
import org.tributary.gateway.deposit.PaidMoves;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.CooperativeRefunds;

/** Connects wallets' payments to Redis and the chain, which is asked for only when it is needed. */
@Factory
final class WalletFactory {

  @Singleton
  WalletPayments payments(
      Deployment deployment,
      ChannelTerms terms,
      WalletConfig wallet,
      PaymentTerms paymentTerms,
      Redis redis,
      Channels ledger,
      Provider<DepositChain> chain,
      Deposits deposits,
      PaidMoves moves,
      Provider<CooperativeRefunds> refunds,
      Clock clock) {
    WalletChannels channels = new WalletChannels(redis, ledger, chain, wallet, clock);
    return new WalletPayments(
        new PaymentCheck(deployment, terms, deposits),
        paymentTerms,
        channels,
        deposits,
        new Refunds(channels, refunds, moves));
  }
}
