package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;

/**
 * A settlement period as it is posted to the pool: its payout table, the root of its receipts, and
 * how far into each partition's ledger it reaches.
 */
record Epoch(
    long number,
    State state,
    Bytes32 payoutRoot,
    Bytes32 receiptsRoot,
    int receipts,
    BigInteger total,
    Instant time,
    List<Transaction> transactions,
    SortedMap<Integer, StreamId> ends,
    @Nullable SortedMap<Integer, StreamId> lateEnds,
    List<PayoutLeaf> leaves) {

  /** How far its root has come. */
  enum State {
    /** Decided and stored; perhaps proposed. */
    PREPARED,
    /** Claimable for ever. */
    ACTIVE;

    /** Lower case, as the API writes it. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A step this epoch took on-chain, by its hash. */
  record Transaction(Step step, Bytes32 hash) {
    enum Step {
      CLAIM,
      SETTLE,
      PROPOSE,
      ACTIVATE
    }
  }

  Epoch {
    transactions = List.copyOf(transactions);
    leaves = List.copyOf(leaves);
    ends = new TreeMap<>(ends);
    // Epochs stored before charges could be set aside have none.
    lateEnds = lateEnds == null ? new TreeMap<>() : new TreeMap<>(lateEnds);
  }

  static Epoch prepared(
      long number,
      EpochAccounts accounts,
      Instant time,
      List<Transaction> transactions,
      FoldMarks through) {
    return new Epoch(
        number,
        State.PREPARED,
        accounts.table().root(),
        accounts.receipts().commitment(),
        accounts.receipts().size(),
        accounts.table().total(),
        time,
        transactions,
        through.ledger(),
        through.late(),
        accounts.table().leaves());
  }

  /** How far the fold was when it was decided. */
  FoldMarks marks() {
    return new FoldMarks(ends, lateEnds == null ? new TreeMap<>() : lateEnds);
  }

  PayoutTable table() {
    return PayoutTable.of(leaves);
  }

  /** What the pool is to know of it. */
  EpochRoots roots() {
    return new EpochRoots(payoutRoot, leaves.size(), total, receiptsRoot);
  }

  @JsonIgnore
  boolean isActive() {
    return state == State.ACTIVE;
  }

  Epoch with(Transaction transaction) {
    List<Transaction> more = new ArrayList<>(transactions);
    more.add(transaction);
    return new Epoch(
        number,
        state,
        payoutRoot,
        receiptsRoot,
        receipts,
        total,
        time,
        more,
        ends,
        lateEnds,
        leaves);
  }

  Epoch in(State next) {
    return new Epoch(
        number,
        next,
        payoutRoot,
        receiptsRoot,
        receipts,
        total,
        time,
        transactions,
        ends,
        lateEnds,
        leaves);
  }
}
