package org.tributary.gateway.deposit;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.redis.Redis;

/** Connects deposits to Redis and the chain, which is asked for only when it is needed. */
@Factory
final class DepositFactory {

  @Singleton
  DepositChain chain(Chain chain, Deployment deployment, TxSender operator, DepositConfig config) {
    return new ContractDepositChain(chain, deployment, operator, config.lookback());
  }

  @Singleton
  Deposits deposits(
      Redis redis,
      Provider<DepositChain> chain,
      PaidMoves moves,
      Deployment deployment,
      ChannelTerms terms,
      DepositConfig config,
      Clock clock) {
    Domain erc20 =
        Domain.onChain(
            terms.erc20Name(), terms.erc20Version(), deployment.chainId(), deployment.erc20());
    return new Deposits(redis, chain, moves, terms, erc20, config, clock);
  }
}
