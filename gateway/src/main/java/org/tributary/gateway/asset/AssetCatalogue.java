package org.tributary.gateway.asset;

import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/**
 * The registry's assets as last read: read again when they are too old, or when something is asked
 * for that is not there.
 */
@Singleton
public class AssetCatalogue {
  private static final Logger log = LoggerFactory.getLogger(AssetCatalogue.class);

  /** A call that begins now may end so much later, also by the hand of another gateway. */
  private static final Duration CALL = Duration.ofHours(2);

  private final AssetSource source;
  private final ClaimProofs proofs;
  private final AssetConfiguration configuration;
  private final Clock clock;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Snapshot snapshot = Snapshot.NONE;

  /** Old at the end of its period too, whatever its age; {@code triedAt} is when it was read. */
  private record Snapshot(AssetTable table, Instant triedAt, Instant periodEnd) {
    static final Snapshot NONE = new Snapshot(AssetTable.EMPTY, Instant.EPOCH, Instant.EPOCH);

    boolean isOlderThan(Duration age, Instant now) {
      return this == NONE
          || now.isAfter(triedAt.plus(age))
          || (triedAt.isBefore(periodEnd) && !now.isBefore(periodEnd));
    }

    Snapshot triedAgain(Instant now) {
      return new Snapshot(table, now, periodEnd);
    }

    /** A receipt names its period, and its call ends at most a day after that. */
    boolean isGoodForCalls(Instant now) {
      return now.minus(ReceiptCheck.LONGEST_CALL).plus(CALL).isBefore(periodEnd);
    }
  }

  AssetCatalogue(
      AssetSource source, ClaimProofs proofs, AssetConfiguration configuration, Clock clock) {
    this.source = source;
    this.proofs = proofs;
    this.configuration = configuration;
    this.clock = clock;
  }

  /** In order of id. */
  public List<ListedAsset> all() {
    return current().all();
  }

  public Optional<ListedAsset> find(AssetId id) {
    return current().find(id).or(() -> newer().find(id));
  }

  /** Every asset with this content, the earliest first. */
  public List<ListedAsset> claims(Bytes32 contentHash) {
    return current().claims(contentHash);
  }

  /** Of several claims of one content the one that is listed: proven first, then the earliest. */
  public boolean isListed(ListedAsset asset) {
    return current().isListed(asset);
  }

  /**
   * The offer of the earliest registered model of this name.
   *
   * @throws ApiException where what is known of the registry is too old to be charged by
   */
  public Optional<ModelOffer> modelByName(String name) {
    Optional<ModelOffer> offer = current().offer(name).or(() -> newer().offer(name));
    if (!snapshot.isGoodForCalls(clock.instant())) {
      throw registryAway();
    }
    return offer;
  }

  /** One for each name. */
  public List<ModelOffer> models() {
    return current().offers();
  }

  /** Reads the registry now, whatever its age. */
  public void refresh() {
    reading.lock();
    try {
      read();
    } finally {
      reading.unlock();
    }
  }

  private AssetTable current() {
    return atMost(configuration.maxAge());
  }

  /** For what was not found: a stream of unknown names must not become a stream of reads. */
  private AssetTable newer() {
    return atMost(configuration.minAge());
  }

  private AssetTable atMost(Duration age) {
    if (!snapshot.isOlderThan(age, clock.instant())) {
      return snapshot.table();
    }
    // Calls go on with what is known while one of them reads; at first there is nothing known.
    if (snapshot == Snapshot.NONE) {
      reading.lock();
    } else if (!reading.tryLock()) {
      return snapshot.table();
    }
    try {
      if (snapshot.isOlderThan(age, clock.instant())) {
        readOrKeep();
      }
      return snapshot.table();
    } finally {
      reading.unlock();
    }
  }

  /**
   * Calls go on by the last known terms while the chain does not answer: their receipts name the
   * period these are of, so that nothing they say is wrong.
   */
  private void readOrKeep() {
    try {
      read();
    } catch (ChainException failure) {
      if (snapshot == Snapshot.NONE) {
        throw failure;
      }
      log.warn("the registry cannot be read, its last state stands: {}", failure.getMessage());
      snapshot = snapshot.triedAgain(clock.instant());
    }
  }

  private ApiException registryAway() {
    return new ApiException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ApiError.SERVER,
            "chain_unavailable",
            null,
            "Prices and owners have not been read from the chain for a day: its node is away, or"
                + " lags behind. Nothing was charged; it goes on by itself.")
        .withHeader("Retry-After", Long.toString(configuration.maxAge().toSeconds()));
  }

  private void read() {
    Instant began = clock.instant();
    AssetSource.Reading reading = source.read(configuration.maxAssets());
    snapshot =
        new Snapshot(
            new AssetTable(
                reading.period(), reading.assets(), proofs.all(), configuration.minCharge()),
            began,
            reading.until());
  }
}
