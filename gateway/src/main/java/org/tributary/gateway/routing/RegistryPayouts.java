package org.tributary.gateway.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.WorkerRegistryContract;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Payout addresses from the WorkerRegistry, remembered for a while. */
@Singleton
final class RegistryPayouts implements WorkerPayouts {
  private final WorkerRegistryContract registry;
  private final Cache<Address, Address> known;

  RegistryPayouts(Chain chain, Deployment deployment, RoutingConfig config) {
    this.registry = new WorkerRegistryContract(chain, deployment.workerRegistry());
    this.known =
        Caffeine.newBuilder()
            .maximumSize(config.maxWorkers())
            .expireAfterWrite(config.payoutAge())
            .build();
  }

  @Override
  public Optional<Address> payoutOf(Address worker) {
    Address remembered = known.getIfPresent(worker);
    if (remembered != null) {
      return Optional.of(remembered);
    }
    try {
      Address payout = registry.payoutOf(worker);
      if (payout.isZero()) {
        return Optional.empty();
      }
      known.put(worker, payout);
      return Optional.of(payout);
    } catch (ChainException e) {
      throw new ApiException(
          HttpStatus.SERVICE_UNAVAILABLE,
          ApiError.SERVER,
          "chain_unavailable",
          null,
          "The registry cannot be read right now. Announce again in a moment.");
    }
  }
}
