package org.tributary.contracts.payout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * An epoch's arithmetic: what its receipts, added to the last epoch's table, come to. Everybody who
 * computes it from the same receipts in the same order comes to the same roots.
 */
public record EpochAccounts(PayoutTable table, MerkleList receipts, Map<Address, Credits> credits) {
  private static final Credits NO_CREDITS = new Credits();

  public EpochAccounts {
    credits = Map.copyOf(credits);
  }

  /** Adds up receipts one by one, so that none of them has to stay in memory. */
  public static final class Builder {
    private final PayoutTable last;
    private final MerkleList.Builder digests = new MerkleList.Builder();
    private final Map<Address, Credits> credits = new HashMap<>();

    private Builder(PayoutTable last) {
      this.last = last;
    }

    /** The next receipt, and everything that its split gives; shares of nothing are no credit. */
    public void add(Bytes32 digest, Iterable<Owed> split) {
      int receipt = digests.size();
      digests.add(digest);
      for (Owed owed : split) {
        if (owed.millionths() > 0) {
          credits
              .computeIfAbsent(owed.payee(), first -> new Credits())
              .earn(receipt, owed.millionths());
        }
      }
    }

    /** Everyone who was ever credited has a leaf, whether credited now or not. */
    public EpochAccounts close() {
      List<PayoutLeaf> leaves = new ArrayList<>();
      for (PayoutLeaf before : last.leaves()) {
        Credits now = credits.getOrDefault(before.payee(), NO_CREDITS);
        leaves.add(before.next(now));
      }
      credits.forEach((payee, now) -> {
        if (last.leaf(payee).isEmpty()) {
          leaves.add(PayoutLeaf.first(payee, now));
        }
      });
      return new EpochAccounts(PayoutTable.of(leaves), digests.build(), credits);
    }
  }

  /** {@code last} is the table of the last activated epoch; the empty one before the first. */
  public static Builder after(PayoutTable last) {
    return new Builder(last);
  }

  public EpochRoots roots() {
    return EpochRoots.of(table, receipts.commitment());
  }

  /** Empty for who was credited nothing in this epoch. */
  public Credits creditsOf(Address payee) {
    return credits.getOrDefault(payee, NO_CREDITS);
  }
}
