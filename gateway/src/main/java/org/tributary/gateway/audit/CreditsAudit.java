package org.tributary.gateway.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Faults;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.Credit;
import org.tributary.contracts.payout.Credits;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.payout.MerkleSum;
import org.tributary.contracts.payout.PlacedAccount;
import org.tributary.contracts.payout.PlacedCredit;
import org.tributary.contracts.receipt.PlacedReceipt;

/** Finds what is wrong with one payee's credits, which are not those that the receipts give. */
final class CreditsAudit {
  private final Faults faults;
  private final PlacedAccount account;
  private final Credits expected;
  private final MerkleList receipts;
  private final LongFunction<PlacedReceipt> placed;

  CreditsAudit(
      Faults faults,
      PlacedAccount account,
      Credits expected,
      MerkleList receipts,
      LongFunction<PlacedReceipt> placed) {
    this.faults = faults;
    this.account = account;
    this.expected = expected;
    this.receipts = receipts;
    this.placed = placed;
  }

  Optional<Objection> first(@Nullable Credits listed) {
    CreditsCommitment committed = account.leaf().credits();
    if (committed.count() == 0) {
      return committed.sum().signum() == 0 && committed.root().equals(Bytes32.ZERO)
          ? missing(expected.get(0), List.of())
          : Objection.of(
              what("has no credits that sum to something"), faults.emptyCredits(account));
    }
    if (listed == null) {
      return Objection.withheld(
          what("has credits that its receipts do not give, and no list of them"));
    }
    MerkleSum tree = listed.tree();
    if (tree.size() == committed.count()
        && tree.root().equals(committed.root())
        && tree.sum().equals(committed.sum())) {
      return compare(listed, tree);
    }
    return tree.size() == committed.count()
        ? claimed(listed, tree, committed)
        : Objection.withheld(what("lists other credits than it committed to"));
  }

  /** A sum that does not add up. */
  private Optional<Objection> claimed(Credits listed, MerkleSum tree, CreditsCommitment committed) {
    Optional<MerkleSum.Claim> claim = tree.claimLeadingTo(committed.root(), committed.sum());
    if (claim.isEmpty()) {
      return Objection.withheld(what("lists other credits than it committed to"));
    }
    MerkleSum posted = tree.claiming(claim.get());
    int index = claim.get().index();
    String what = what("has credits whose sums do not add up");
    return claim.get().layer() > 0
        ? Objection.of(
            what, faults.wrongCreditsSum(account, posted.pair(claim.get().layer(), index)))
        : Objection.of(
            what,
            faults.wrongCreditAmount(account, placed(listed, posted, index), claim.get().sum()));
  }

  private Optional<Objection> compare(Credits listed, MerkleSum tree) {
    for (int i = 0; i < listed.size(); i++) {
      PlacedCredit credit = placed(listed, tree, i);
      long receipt = credit.credit().receipt();
      if (i > 0 && receipt <= listed.get(i - 1).receipt()) {
        return Objection.of(
            what("is credited for receipt %d out of order or twice".formatted(receipt)),
            faults.creditDisorder(account, placed(listed, tree, i - 1), credit));
      }
      if (receipt >= receipts.size()) {
        return Objection.of(
            what("is credited for receipt %d, which there is not".formatted(receipt)),
            faults.creditWithoutReceipt(account, credit, receipts));
      }
      int due = expected.find(receipt);
      if (due < 0 || !expected.get(due).equals(credit.credit())) {
        return Objection.of(
            what(
                "is credited %s millionths for receipt %d, and is owed %s"
                    .formatted(
                        credit.credit().millionths(),
                        receipt,
                        due < 0 ? "nothing" : expected.get(due).millionths())),
            faults.wrongCredit(account, credit, receipts, placed.apply(receipt)));
      }
    }
    return firstMissing(listed, tree);
  }

  /** All that are listed are right, so one that is not there is missing. */
  private Optional<Objection> firstMissing(Credits listed, MerkleSum tree) {
    for (Credit due : expected.list()) {
      int place = listed.find(due.receipt());
      if (place < 0) {
        List<PlacedCredit> neighbours = new ArrayList<>();
        int above = -place - 1;
        if (above > 0) {
          neighbours.add(placed(listed, tree, above - 1));
        }
        if (above < listed.size()) {
          neighbours.add(placed(listed, tree, above));
        }
        return missing(due, neighbours);
      }
    }
    throw new IllegalStateException("the same credits cannot have different roots");
  }

  private Optional<Objection> missing(Credit due, List<PlacedCredit> neighbours) {
    return Objection.of(
        what(
            "is owed %s millionths by receipt %d, and not credited"
                .formatted(due.millionths(), due.receipt())),
        faults.missingCredit(account, neighbours, receipts, placed.apply(due.receipt())));
  }

  private static PlacedCredit placed(Credits listed, MerkleSum tree, int index) {
    return new PlacedCredit(listed.get(index), tree.proof(index));
  }

  private String what(String wrong) {
    return "payee %s %s".formatted(account.leaf().payee(), wrong);
  }
}
