package org.tributary.contracts.chain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;

/** What receipts are judged by, read from the registry once for each question. For one thread. */
public final class RegistryRecords implements OwnerRecords {
  private final AssetRegistryContract registry;
  private final Duration period;
  private final Instant now;
  private final Map<AssetId, Optional<Model>> models = new HashMap<>();
  private final Map<InPeriod, Terms> terms = new HashMap<>();
  private final Map<InPeriod, Address> payees = new HashMap<>();

  private record InPeriod(AssetId asset, long period) {}

  public RegistryRecords(AssetRegistryContract registry) {
    this.registry = registry;
    this.period = registry.period();
    this.now = registry.now(Clock.systemUTC());
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long periodOf(Instant time) {
    return time.getEpochSecond() / period.toSeconds();
  }

  @Override
  public Optional<Model> model(AssetId id) {
    return models.computeIfAbsent(id, this::read);
  }

  @Override
  public Terms termsAt(AssetId model, long period) {
    return terms.computeIfAbsent(
        new InPeriod(model, period), asked -> terms(registry.termsAt(model, period)));
  }

  @Override
  public Address payeeAt(AssetId asset, long period) {
    return payees.computeIfAbsent(
        new InPeriod(asset, period), asked -> registry.payeeAt(asset, period));
  }

  private Optional<Model> read(AssetId id) {
    Bytes32 content = registry.contentHashOf(id);
    return content.equals(Bytes32.ZERO)
        ? Optional.empty()
        : Optional.of(new Model(content, registry.flatLineage(id)));
  }

  private static Terms terms(AssetRegistryContract.VersionedTerms read) {
    AssetTerms terms = read.terms();
    return new Terms(
        read.version(),
        new Prices(
            terms.promptPrice(), terms.cachedPrice(), terms.completionPrice(), terms.pixelPrice()),
        new Split.Terms(terms.feeBps(), terms.workerBps()));
  }
}
