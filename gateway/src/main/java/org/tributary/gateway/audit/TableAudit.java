package org.tributary.gateway.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.tributary.contracts.chain.Faults;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.Credits;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.MerkleSum;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PlacedAccount;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.PlacedReceipt;

/** Finds where a published payout table is not what the receipts and the last table come to. */
final class TableAudit {
  private final PostedEpoch posted;
  private final Faults faults;
  private final EpochAccounts expected;
  private final PayoutTable last;
  private final List<PublishedPayouts.Leaf> published;
  private final PayoutTable table;
  private final LongFunction<PlacedReceipt> placed;

  /** {@code expected} has another payout root or total than what was posted. */
  TableAudit(
      PostedEpoch posted,
      EpochAccounts expected,
      PayoutTable last,
      PublishedPayouts published,
      LongFunction<PlacedReceipt> placed) {
    this.posted = posted;
    this.faults = Faults.of(posted.roots());
    this.expected = expected;
    this.last = last;
    this.published = published.leaves();
    this.table = published.table();
    this.placed = placed;
  }

  Optional<Objection> first() {
    if (posted.roots().payees() == 0) {
      return Objection.of("the table is empty", faults.emptyTable());
    }
    boolean isWhole = table.leaves().size() == posted.roots().payees();
    if (!isWhole || !table.root().equals(posted.roots().payoutRoot())) {
      return isWhole ? claimed() : withheld();
    }
    return table.total().equals(posted.roots().total())
        ? disorder().or(this::firstAccount)
        : claimed();
  }

  /** A sum that does not add up. */
  private Optional<Objection> claimed() {
    MerkleSum tree = table.tree();
    Optional<MerkleSum.Claim> found =
        tree.claimLeadingTo(posted.roots().payoutRoot(), posted.roots().total());
    if (found.isEmpty()) {
      return withheld();
    }
    MerkleSum.Claim claim = found.get();
    MerkleSum claiming = tree.claiming(claim);
    String what =
        "node %d of layer %d claims %s, and there is %s below it"
            .formatted(
                claim.index(),
                claim.layer(),
                claim.sum(),
                tree.node(claim.layer(), claim.index()).sum());
    if (claim.layer() > 0) {
      return Objection.of(what, faults.wrongSum(claiming.pair(claim.layer(), claim.index())));
    }
    PayoutLeaf leaf = table.leaves().get(claim.index());
    PlacedAccount account = new PlacedAccount(leaf, claiming.proof(claim.index()));
    return Objection.of(what, faults.wrongAmount(account, claim.sum()));
  }

  private static Optional<Objection> withheld() {
    return Objection.withheld("the published payouts are not those that were posted");
  }

  private Optional<Objection> disorder() {
    for (int i = 0; i + 1 < table.leaves().size(); i++) {
      Address payee = table.leaves().get(i).payee();
      if (payee.compareTo(table.leaves().get(i + 1).payee()) >= 0) {
        return Objection.of(
            "payee %s stands before one that is not above".formatted(payee),
            faults.disorder(table.placed(i), table.placed(i + 1)));
      }
    }
    return Optional.empty();
  }

  private Optional<Objection> firstAccount() {
    TreeSet<Address> payees = new TreeSet<>();
    table.leaves().forEach(leaf -> payees.add(leaf.payee()));
    expected.table().leaves().forEach(leaf -> payees.add(leaf.payee()));
    return payees.stream().flatMap(payee -> account(payee).stream()).findFirst();
  }

  private Optional<Objection> account(Address payee) {
    int place = table.place(payee);
    Optional<PayoutLeaf> before = last.leaf(payee);
    if (place < table.leaves().size() && table.leaves().get(place).payee().equals(payee)) {
      return before.isPresent() ? follows(place, before.get()) : founded(place);
    }
    String what = "payee %s has no account".formatted(payee);
    if (before.isPresent() && posted.last() != null) {
      PlacedAccount dropped = last.placed(last.place(payee));
      return Objection.of(what, faults.dropped(around(table, payee), posted.last(), dropped));
    }
    PlacedReceipt receipt = placed.apply(expected.creditsOf(payee).get(0).receipt());
    return Objection.of(
        what, faults.missingAccount(payee, around(table, payee), expected.receipts(), receipt));
  }

  private Optional<Objection> follows(int place, PayoutLeaf before) {
    PayoutLeaf leaf = table.leaves().get(place);
    if (!leaf.previous().equals(before.amount())
        || leaf.credits().carry() != before.credits().carriedOn()) {
      PlacedAccount was = last.placed(last.place(leaf.payee()));
      return Objection.of(
          "payee %s does not begin with what epoch %d left"
              .formatted(leaf.payee(), posted.number() - 1),
          faults.wrongPrevious(table.placed(place), lastRoots(), was));
    }
    return explained(place);
  }

  private Optional<Objection> founded(int place) {
    PayoutLeaf leaf = table.leaves().get(place);
    if (leaf.previous().signum() != 0
        || leaf.credits().carry() != 0
        || leaf.credits().count() == 0) {
      return Objection.of(
          "payee %s has what no epoch before gave".formatted(leaf.payee()),
          faults.unfounded(table.placed(place), posted.last(), around(last, leaf.payee())));
    }
    return explained(place);
  }

  private Optional<Objection> explained(int place) {
    PayoutLeaf leaf = table.leaves().get(place);
    if (!leaf.amount().equals(leaf.previous().add(leaf.credits().increase()))) {
      return Objection.of(
          "payee %s is granted %s more, and has earned %s"
              .formatted(
                  leaf.payee(), leaf.amount().subtract(leaf.previous()), leaf.credits().increase()),
          faults.wrongIncrease(table.placed(place)));
    }
    Credits due = expected.creditsOf(leaf.payee());
    if (due.commitment(leaf.credits().carry()).equals(leaf.credits())) {
      return Optional.empty();
    }
    return new CreditsAudit(faults, table.placed(place), due, expected.receipts(), placed)
        .first(published.get(place).credits().credits());
  }

  private EpochRoots lastRoots() {
    if (posted.last() == null) {
      throw new IllegalStateException("who has a past has it from an epoch");
    }
    return posted.last();
  }

  private static List<PlacedAccount> around(PayoutTable in, Address payee) {
    List<PlacedAccount> neighbours = new ArrayList<>();
    int place = in.place(payee);
    if (place > 0) {
      neighbours.add(in.placed(place - 1));
    }
    if (place < in.leaves().size()) {
      neighbours.add(in.placed(place));
    }
    return neighbours;
  }
}
