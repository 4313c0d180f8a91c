package org.tributary.gateway.funding;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.TxSender;

/** Connects funding to the chain. */
@Factory
final class FundingFactory {

  @Singleton
  FundingChain fundingChain(Chain chain, Deployment deployment) {
    return new ContractFundingChain(chain, deployment);
  }

  @Singleton
  Faucet faucet(Chain chain, Deployment deployment, TxSender operator, FundingConfig config) {
    return new Faucet(chain, deployment, operator, config);
  }
}
