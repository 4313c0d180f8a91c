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
  public static final PayoutTable EMPTY = of(List.of());

  private final List<PayoutLeaf> leaves;
  private final Map<Address, Integer> index = new HashMap<>();
  private final MerkleSum tree;

  private PayoutTable(List<PayoutLeaf> leaves) {
    this.leaves = List.copyOf(leaves);
    MerkleSum.Builder nodes = new MerkleSum.Builder(leaves.size());
    for (int i = 0; i < leaves.size(); i++) {
      PayoutLeaf leaf = leaves.get(i);
      nodes.add(leaf.hash(), leaf.amount());
      index.putIfAbsent(leaf.payee(), i);
    }
    tree = nodes.build();
  }

  public static PayoutTable of(Collection<PayoutLeaf> leaves) {
    List<PayoutLeaf> sorted = new ArrayList<>(leaves);
    sorted.sort(Comparator.comparing(PayoutLeaf::payee));
    PayoutTable table = new PayoutTable(sorted);
    if (table.index.size() != sorted.size()) {
      throw new IllegalArgumentException("two leaves for one payee");
    }
    return table;
  }

  /** As somebody else lists them: perhaps out of order, perhaps one payee twice. */
  public static PayoutTable asListed(List<PayoutLeaf> leaves) {
    return new PayoutTable(leaves);
  }

  public Bytes32 root() {
    return tree.root();
  }

  /** The sum of the cumulative amounts: what the pool must have received to take the root. */
  public BigInteger total() {
    return tree.sum();
  }

  /** Where a payee stands, or would stand, in a table that is in order. */
  public int place(Address payee) {
    int from = 0;
    int to = leaves.size();
    while (from < to) {
      int middle = (from + to) / 2;
      boolean isBelow = leaves.get(middle).payee().compareTo(payee) < 0;
      from = isBelow ? middle + 1 : from;
      to = isBelow ? to : middle;
    }
    return from;
  }

  public PlacedAccount placed(int index) {
    return new PlacedAccount(leaves.get(index), tree.proof(index));
  }

  public List<PayoutLeaf> leaves() {
    return leaves;
  }

  public MerkleSum tree() {
    return tree;
  }

  public Optional<PayoutLeaf> leaf(Address payee) {
    return Optional.ofNullable(index.get(payee)).map(leaves::get);
  }

  /** For RevenuePool.claim; empty for an address that is owed nothing. */
  public Optional<SumProof> proof(Address payee) {
    return Optional.ofNullable(index.get(payee)).map(tree::proof);
  }
}
