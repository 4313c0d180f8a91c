package org.tributary.gateway.x402;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.TxSender;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.CooperativeRefunds;

/** Connects wallets' payments to Redis and the chain, which is asked for only when it is needed. */
@Factory
final class WalletFactory {

  @Singleton
  WalletChain chain(Chain chain, TxSender operator) {
    return new ContractWalletChain(chain, operator);
  }

  @Singleton
  WalletPayments payments(
      Deployment deployment,
      ChannelTerms terms,
      WalletConfig wallet,
      PaymentTerms paymentTerms,
      Redis redis,
      Channels ledger,
      Provider<WalletChain> chain,
      Provider<CooperativeRefunds> refunds,
      Clock clock) {
    WalletChannels channels = new WalletChannels(redis, ledger, chain, wallet, clock);
    return new WalletPayments(
        new PaymentCheck(deployment, terms, clock),
        paymentTerms,
        channels,
        new Deposits(redis, chain, wallet),
        new Refunds(channels, refunds));
  }
}
