package org.tributary.gateway.audit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.Credit;
import org.tributary.contracts.payout.Credits;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.MerkleSum;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.payout.PublishedPayouts;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.typeddata.Domain;

/** An epoch before it is posted: honest until somebody changes it. */
final class Draft {
  final EpochAccounts accounts;
  final List<PublishedPayouts.Leaf> leaves;
  private EpochRoots roots;

  Draft(PayoutTable last, List<Receipt> receipts, Domain domain) {
    EpochAccounts.Builder builder = EpochAccounts.after(last);
    for (Receipt receipt : receipts) {
      builder.add(
          receipt.digest(domain),
          receipt.split().stream().map(each -> new Owed(each.payee(), each.millionths())).toList());
    }
    accounts = builder.close();
    leaves = new ArrayList<>(PublishedPayouts.of(0, accounts.table()).leaves());
    roots = accounts.roots();
  }

  EpochRoots roots() {
    return roots;
  }

  /** The roots of the leaves as they are now. */
  void commit() {
    PayoutTable table = new PublishedPayouts(0, leaves).table();
    roots = EpochRoots.of(table, accounts.receipts().commitment());
  }

  void claimEmpty() {
    leaves.clear();
    roots = new EpochRoots(roots.receiptsRoot(), 0, roots.total(), roots.receiptsRoot());
  }

  /** Claims more for one node of the payout tree. */
  void claim(int layer, int index, long more) {
    MerkleSum tree = accounts.table().tree();
    MerkleSum wrong = claiming(tree, layer, index, more);
    roots = new EpochRoots(wrong.root(), leaves.size(), wrong.sum(), roots.receiptsRoot());
  }

  /** Claims more for one node of a payee's credits, and grants it. */
  void claimCredits(Address payee, int layer, int index, long more) {
    Credits credits = accounts.creditsOf(payee);
    MerkleSum wrong = claiming(credits.tree(), layer, index, more);
    change(
        payee,
        leaf -> {
          CreditsCommitment committed =
              new CreditsCommitment(
                  wrong.root(), credits.size(), wrong.sum(), leaf.credits().carry());
          return PublishedPayouts.listing(granted(leaf, committed), credits);
        });
  }

  /** Replaces a payee's credits, and grants what they come to. */
  void credit(Address payee, UnaryOperator<List<Credit>> changed) {
    List<Credit> list = new ArrayList<>(accounts.creditsOf(payee).list());
    Credits credits = Credits.of(changed.apply(list));
    change(
        payee,
        leaf ->
            PublishedPayouts.listing(
                granted(leaf, credits.commitment(leaf.credits().carry())), credits));
  }

  /** Replaces a leaf alone. */
  void leaf(Address payee, UnaryOperator<PayoutLeaf> changed) {
    change(
        payee,
        leaf ->
            PublishedPayouts.of(0, PayoutTable.asListed(List.of(changed.apply(leaf))))
                .leaves()
                .getFirst());
  }

  void remove(Address payee) {
    leaves.removeIf(leaf -> leaf.payee().equals(payee));
    commit();
  }

  void swap(int one, int other) {
    PublishedPayouts.Leaf kept = leaves.get(one);
    leaves.set(one, leaves.get(other));
    leaves.set(other, kept);
    commit();
  }

  static PayoutLeaf granted(PayoutLeaf leaf, CreditsCommitment credits) {
    return new PayoutLeaf(
        leaf.payee(), leaf.previous(), leaf.previous().add(credits.increase()), credits);
  }

  private void change(Address payee, Function<PayoutLeaf, PublishedPayouts.Leaf> changed) {
    PayoutLeaf leaf = accounts.table().leaf(payee).orElseThrow();
    leaves.replaceAll(each -> each.payee().equals(payee) ? changed.apply(leaf) : each);
    commit();
  }

  private static MerkleSum claiming(MerkleSum tree, int layer, int index, long more) {
    BigInteger claimed = tree.node(layer, index).sum().add(BigInteger.valueOf(more));
    return tree.claiming(new MerkleSum.Claim(layer, index, claimed));
  }
}
