package org.tributary.gateway.settlement;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What settlement has done, for {@code /metrics}. */
final class SettlementMetrics {
  private final LongAdder claims = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder reorganisations = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong leaving = new AtomicLong();
  private final AtomicLong openTransactions = new AtomicLong();
  private final AtomicLong block = new AtomicLong();
  private final AtomicLong held = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();
  private final AtomicLong behind = new AtomicLong();

  void claimed(int channels) {
    claims.add(channels);
    batches.increment();
  }

  /** Channels that owe and did not pay, as of the last settlement. */
  void claimsRefused(int channels) {
    refused.set(channels);
  }

  void reorganised() {
    reorganisations.increment();
  }

  void leaving(int channels) {
    leaving.set(channels);
  }

  void openTransactions(int open) {
    openTransactions.set(open);
  }

  void block(long number) {
    block.set(number);
  }

  /** How many blocks the watch is behind the chain. */
  void behind(long blocks) {
    behind.set(blocks);
  }

  /** Whether the last epoch waits for something that the operator must do. */
  void held(boolean isHeld) {
    held.set(isHeld ? 1 : 0);
  }

  /** A settlement looks at all receipts that are paid for and in no epoch. */
  void noneLeftOut() {
    leftOut.set(0);
  }

  /** So many of them are wrong. */
  void leftOut(int receipts) {
    leftOut.addAndGet(receipts);
  }

  /** Settlements that ended with an error; the next repairs what they left. */
  void failed() {
    failures.increment();
  }

  long claims() {
    return claims.sum();
  }

  long batches() {
    return batches.sum();
  }

  long reorganisations() {
    return reorganisations.sum();
  }

  long failures() {
    return failures.sum();
  }

  long refused() {
    return refused.get();
  }

  long leavingChannels() {
    return leaving.get();
  }

  long open() {
    return openTransactions.get();
  }

  long heldEpochs() {
    return held.get();
  }

  long leftOutReceipts() {
    return leftOut.get();
  }

  long blocksBehind() {
    return behind.get();
  }

  long lastBlock() {
    return block.get();
  }
}
