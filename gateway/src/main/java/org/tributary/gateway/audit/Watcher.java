package org.tributary.gateway.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.RegistryRecords;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.EpochHeader;
import org.tributary.gateway.local.StackFailure;
import org.tributary.gateway.publication.PayoutsFile;
import org.tributary.gateway.settlement.AvailabilityRequest;

/**
 * Signs that the receipts behind an epoch are public, once it holds them itself and they come to
 * the roots that are to be posted.
 */
final class Watcher {
  /**
   * Each is read once more for every epoch that is signed; {@code audit --earlier} goes further
   * back.
   */
  private static final int EARLIER = 32;

  private final Chain chain;
  private final RevenuePoolContract pool;
  private final KeptFiles files;
  private final SigningKey key;

  /** One epoch is judged at a time: who asks again meanwhile finds the answer then. */
  private final ReentrantLock judging = new ReentrantLock();

  private final Map<Bytes32, Signature> signed = new HashMap<>();

  Watcher(Chain chain, Address pool, KeptFiles files, SigningKey key) {
    this.chain = chain;
    this.pool = new RevenuePoolContract(chain, pool);
    this.files = files;
    this.key = key;
  }

  Address address() {
    return key.address();
  }

  /**
   * The signature that is asked for.
   *
   * @throws StackFailure saying why there is none
   * @throws IllegalArgumentException for a question that is none
   */
  Signature sign(AvailabilityRequest asked) throws IOException {
    long epoch = asked.number();
    EpochRoots roots = asked.roots();
    judging.lock();
    try {
      Bytes32 digest = pool.availabilityDigest(epoch, roots);
      if (!digest.equals(asked.digest())) {
        throw new IllegalArgumentException("the digest is not of these roots in this pool");
      }
      Signature known = signed.get(digest);
      if (known != null) {
        return known;
      }
      if (epoch != pool.activeEpoch() + 1) {
        throw new StackFailure("the pool's next epoch is " + (pool.activeEpoch() + 1));
      }
      hold(epoch, roots);
      Signature signature = key.sign(digest);
      signed.put(digest, signature);
      return signature;
    } finally {
      judging.unlock();
    }
  }

  /** Fetches everything, computes the epoch again, and keeps what it was computed from. */
  private void hold(long epoch, EpochRoots roots) throws IOException {
    Path receipts = files.fetchReceipts(epoch);
    Path payouts = files.fetchPayouts(epoch);
    try {
      requireRight(PostedEpoch.announced(pool, epoch, roots), ReceiptsFile.open(receipts));
      PublishedPayouts table = PayoutsFile.read(payouts);
      if (table.epoch() != epoch || !table.table().root().equals(roots.payoutRoot())) {
        throw new StackFailure("the published table of epoch " + epoch + " is another one");
      }
      files.keep(payouts, KeptFiles.payoutsName(epoch));
      files.keep(receipts, KeptFiles.receiptsName(epoch));
    } finally {
      Files.deleteIfExists(receipts);
      Files.deleteIfExists(payouts);
    }
  }

  private void requireRight(PostedEpoch announced, ReceiptsFile receipts) throws IOException {
    EpochHeader header = receipts.header();
    if (header.epoch() != announced.number()
        || header.chainId() != chain.chainId()
        || !header.pool().equals(pool.address())) {
      throw new StackFailure("the published receipts are of another epoch, pool or chain");
    }
    OperatorAuthorizerContract signers = pool.authorizer();
    Map<Address, Boolean> keys = new HashMap<>();
    EpochAudit audit =
        new EpochAudit(
            announced,
            new RegistryRecords(
                new AssetRegistryContract(chain, AuditFiles.registry(pool, header))),
            header.domain(),
            signer -> keys.computeIfAbsent(signer, signers::isReceiptSigner));
    addEarlier(audit, announced.number());
    Objection finding = audit.run(receipts, last(announced.number() - 1), null).finding();
    if (finding != null) {
      throw new StackFailure("epoch " + announced.number() + " is wrong: " + finding.what());
    }
  }

  /** What the last epochs charged, as far as this watcher has seen them. */
  private void addEarlier(EpochAudit audit, long before) throws IOException {
    for (long number = Math.max(1, before - EARLIER); number < before; number++) {
      Optional<ReceiptsFile> kept =
          files.find(KeptFiles.receiptsName(number)).map(ReceiptsFile::open);
      // Another one was posted where this one was rejected, or never proposed.
      if (kept.isPresent() && isActive(number, kept.get().header().roots())) {
        audit.addEarlier(number, kept.get().header().roots(), kept.get());
      }
    }
  }

  private boolean isActive(long epoch, EpochRoots roots) {
    return pool.activatedRoots(epoch).equals(Optional.of(roots.hash()));
  }

  /** As this watcher keeps it, or else as the gateway has it now. */
  private @Nullable PublishedPayouts last(long epoch) throws IOException {
    if (epoch == 0) {
      return null;
    }
    EpochRoots roots = PostedEpoch.activated(pool, epoch);
    Optional<Path> kept = files.find(KeptFiles.payoutsName(epoch));
    if (kept.isPresent()) {
      PublishedPayouts table = PayoutsFile.read(kept.get());
      if (table.table().root().equals(roots.payoutRoot())) {
        return table;
      }
    }
    Path fetched = files.fetchPayouts(epoch);
    try {
      return PayoutsFile.read(fetched);
    } finally {
      Files.deleteIfExists(fetched);
    }
  }
}
