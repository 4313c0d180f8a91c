package org.tributary.gateway.asset;

import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;

/** Connects the catalogue to the deployed registry. */
@Factory
final class AssetFactory {

  @Singleton
  AssetRegistryContract registry(Chain chain, Deployment deployment) {
    return new AssetRegistryContract(chain, deployment.assetRegistry());
  }

  @Singleton
  AssetSource source(Chain chain, AssetRegistryContract registry, Clock clock) {
    return new RegistryAssetSource(chain, registry, clock);
  }
}
