package org.tributary.contracts.payout;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.PayoutProof.Sibling;

/** One cumulative leaf for each payee, in order of address, and the tree over them. */
public final class PayoutTable {
  private final List<PayoutLeaf> leaves;
  private final Map<Address, Integer> index = new HashMap<>();
  private final MerkleSumTree tree;

  private PayoutTable(List<PayoutLeaf> leaves) {
    this.leaves = List.copyOf(leaves);
    for (int i = 0; i < leaves.size(); i++) {
      if (index.put(leaves.get(i).payee(), i) != null) {
        throw new IllegalArgumentException("two leaves for " + leaves.get(i).payee());
      }
    }
    tree =
        new MerkleSumTree(
            leaves.stream().map(leaf -> new Sibling(leaf.hash(), leaf.amount())).toList());
  }

  public static PayoutTable of(Collection<PayoutLeaf> leaves) {
    List<PayoutLeaf> sorted = new ArrayList<>(leaves);
    sorted.sort(Comparator.comparing(PayoutLeaf::payee));
    return new PayoutTable(sorted);
  }

  public Bytes32 root() {
    return tree.root();
  }

  /** The sum of the cumulative amounts: what the pool must have received to take the root. */
  public BigInteger total() {
    return tree.sum();
  }

  public List<PayoutLeaf> leaves() {
    return leaves;
  }

  public Optional<PayoutLeaf> leaf(Address payee) {
    return Optional.ofNullable(index.get(payee)).map(leaves::get);
  }

  /** For RevenuePool.claim; empty for an address that is owed nothing. */
  public Optional<PayoutProof> proof(Address payee) {
    return Optional.ofNullable(index.get(payee)).map(tree::proof);
  }
}
