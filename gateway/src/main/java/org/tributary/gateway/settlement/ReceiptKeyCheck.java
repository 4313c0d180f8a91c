package org.tributary.gateway.settlement;

import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.account.AuthorizerKeys;

/**
 * Looks once, when the chain first answers, whether this gateway's receipts are worth anything: its
 * key for them must be registered.
 */
@Singleton
class ReceiptKeyCheck {
  private static final Logger log = LoggerFactory.getLogger(ReceiptKeyCheck.class);

  private final Provider<AuthorizerKeys> keys;
  private final Provider<Chain> chain;
  private final Provider<Deployment> deployment;
  private boolean isDone;

  ReceiptKeyCheck(
      Provider<AuthorizerKeys> keys, Provider<Chain> chain, Provider<Deployment> deployment) {
    this.keys = keys;
    this.chain = chain;
    this.deployment = deployment;
  }

  /** Calls go on: what is signed before the key is registered is good once it is. */
  synchronized void once() {
    if (!isDone) {
      problem().ifPresent(log::error);
      isDone = true;
    }
  }

  /** What is wrong, and what mends it. */
  Optional<String> problem() {
    Address key = keys.get().key(AuthorizerKeys.RECEIPTS).address();
    RevenuePoolContract pool = new RevenuePoolContract(chain.get(), deployment.get().revenuePool());
    if (pool.authorizer().isReceiptSigner(key)) {
      return Optional.empty();
    }
    return Optional.of(
        ("this gateway signs receipts as %s, which is not registered: nobody can verify them, and"
                + " watchers sign no epoch of theirs. Is it the right master secret? If so, the owner"
                + " of the authorizer registers it: ./tributary epoch signer --pool %s --add %s --rpc"
                + " URL --key FILE")
            .formatted(key, pool.address(), key));
  }
}
