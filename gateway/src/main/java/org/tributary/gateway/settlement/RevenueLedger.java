package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;

/** The partitions' ledgers as settlement reads and folds them. */
interface RevenueLedger {

  /** The charges behind each partition's fold cursor, at most so many in all. */
  Cut unfolded(int maxEntries);

  /** Charges that were set aside because their channels did not pay. */
  Cut deferred();

  /** The calls that were credited in a partition between two marks. */
  List<CallId> credited(int partition, FoldMarks after, FoldMarks through);

  /**
   * Moves the shares of all charges up to {@code end} into the totals, but for those it sets aside,
   * and the cursor with them: each charge is folded exactly once, whoever asks and however often.
   * Refuses a fence older than one it has seen.
   */
  void fold(int partition, StreamId end, List<LedgerEntry> setAside, long fence);

  /** Credits charges that were set aside and are paid now; each once, like a fold. */
  void foldDeferred(int partition, List<LedgerEntry> paid, long fence);

  /** How far everything is folded. */
  FoldMarks marks();

  /** What every channel has been charged since it began. */
  Map<ChannelId, BigInteger> charged();

  /** Notes what the chain has paid for each channel. */
  void recordClaimed(Map<ChannelId, BigInteger> totals);

  /** The same for some channels only, leaving out those that are not known. */
  Map<ChannelId, BigInteger> charged(Collection<ChannelId> channels);

  /** What has been folded since the ledger began. */
  Earned folded();

  /** What charged calls give to whom, in the order of the calls. */
  Stream<Charged> charges(List<CallId> calls);
}
