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

/** One cumulative leaf for each payee, in order of address, and the tree over them. */
public final class PayoutTable {
  private final List<PayoutLeaf> leaves;
  private final Map<Address, Integer> index = new HashMap<>();
  private final MerkleTree tree;

  private PayoutTable(List<PayoutLeaf> leaves) {
    this.leaves = List.copyOf(leaves);
    for (int i = 0; i < leaves.size(); i++) {
      if (index.put(leaves.get(i).payee(), i) != null) {
        throw new IllegalArgumentException("two leaves for " + leaves.get(i).payee());
      }
    }
    tree = MerkleTree.of(leaves.stream().map(PayoutLeaf::hash).toList());
  }

  public static PayoutTable of(Collection<PayoutLeaf> leaves) {
    List<PayoutLeaf> sorted = new ArrayList<>(leaves);
    sorted.sort(Comparator.comparing(PayoutLeaf::payee));
    return new PayoutTable(sorted);
  }

  public Bytes32 root() {
    return tree.root();
  }

  /** The sum of the cumulative amounts: what the pool must have received to activate the root. */
  public BigInteger total() {
    return leaves.stream().map(PayoutLeaf::amount).reduce(BigInteger.ZERO, BigInteger::add);
  }

  public List<PayoutLeaf> leaves() {
    return leaves;
  }

  public Optional<PayoutLeaf> leaf(Address payee) {
    return Optional.ofNullable(index.get(payee)).map(leaves::get);
  }

  /** For RevenuePool.claim; empty for an address that is owed nothing. */
  public Optional<List<Bytes32>> proof(Address payee) {
    return Optional.ofNullable(index.get(payee)).map(tree::proof);
  }
}
