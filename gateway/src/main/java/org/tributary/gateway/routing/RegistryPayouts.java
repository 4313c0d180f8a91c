package org.tributary.gateway.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.WorkerRegistryContract;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Payout addresses from the WorkerRegistry, remembered while the chain cannot be asked. */
@Singleton
final class RegistryPayouts implements WorkerPayouts {
  private final WorkerRegistryContract registry;
  private final Duration goodFor;
  private final Clock clock;
  private final Cache<Address, Known> known;

  private record Known(Address payout, Instant readAt) {}

  RegistryPayouts(Chain chain, Deployment deployment, RoutingConfig config, Clock clock) {
    this.registry = new WorkerRegistryContract(chain, deployment.workerRegistry());
    this.goodFor = config.payoutAge();
    this.clock = clock;
    this.known = Caffeine.newBuilder().maximumSize(config.maxWorkers()).build();
  }

  @Override
  public Optional<Address> payoutOf(Address worker) {
    Known remembered = known.getIfPresent(worker);
    Instant now = clock.instant();
    if (remembered != null && now.isBefore(remembered.readAt.plus(goodFor))) {
      return Optional.of(remembered.payout);
    }
    try {
      Address payout = registry.payoutOf(worker);
      if (payout.isZero()) {
        known.invalidate(worker);
        return Optional.empty();
      }
      known.put(worker, new Known(payout, now));
      return Optional.of(payout);
    } catch (ChainException e) {
      return Optional.of(Optional.ofNullable(remembered).orElseThrow(this::chainAway).payout);
    }
  }

  private ApiException chainAway() {
    return new ApiException(
        HttpStatus.SERVICE_UNAVAILABLE,
        ApiError.SERVER,
        "chain_unavailable",
        null,
        "The registry cannot be read right now. Announce again in a moment.");
  }
}
