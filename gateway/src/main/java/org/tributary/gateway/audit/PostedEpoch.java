package org.tributary.gateway.audit;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.gateway.local.StackFailure;

/**
 * An epoch as the pool knows it; {@code last} is the activated one before it, null for the first.
 */
record PostedEpoch(long number, EpochRoots roots, boolean isPending, @Nullable EpochRoots last) {

  static PostedEpoch read(RevenuePoolContract pool, long number) {
    Optional<Bytes32> pending =
        pool.pending()
            .filter(it -> it.epoch() == number)
            .map(RevenuePoolContract.Pending::rootsHash);
    Bytes32 hash =
        pending
            .or(() -> pool.activatedRoots(number))
            .orElseThrow(() -> new StackFailure("epoch " + number + " was never posted"));
    EpochRoots last = number == 1 ? null : activated(pool, number - 1);
    return new PostedEpoch(number, roots(pool, number, hash), pending.isPresent(), last);
  }

  /** One that is to be posted next, before it is. */
  static PostedEpoch announced(RevenuePoolContract pool, long number, EpochRoots roots) {
    return new PostedEpoch(number, roots, true, number == 1 ? null : activated(pool, number - 1));
  }

  /** What an activated epoch committed to. */
  static EpochRoots activated(RevenuePoolContract pool, long number) {
    return pool.activatedRoots(number)
        .map(hash -> roots(pool, number, hash))
        .orElseThrow(() -> new StackFailure("epoch " + number + " is not active"));
  }

  private static EpochRoots roots(RevenuePoolContract pool, long epoch, Bytes32 hash) {
    return pool.posted(epoch, hash)
        .orElseThrow(() ->
            new StackFailure("the node does not have the event by which " + epoch + " was posted"));
  }
}
