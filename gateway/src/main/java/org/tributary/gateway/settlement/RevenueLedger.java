package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;

/** The partitions' ledgers as settlement reads and folds them. */
interface RevenueLedger {

  /** The charges behind each partition's fold cursor, at most so many in all. */
  Cut unfolded(int maxEntries);

  /** The calls charged in a partition after one place, up to and with another. */
  List<CallId> calls(int partition, StreamId after, StreamId through);

  /**
   * Moves the shares of all charges up to {@code end} into the totals, and the cursor with them:
   * each charge is folded exactly once, whoever asks and however often. Refuses a fence older than
   * one it has seen.
   */
  void fold(int partition, StreamId end, long fence);

  /** How far each partition is folded, for those that are at all. */
  SortedMap<Integer, StreamId> cursors();

  /** What every channel has been charged since it began. */
  Map<ChannelId, BigInteger> charged();

  /** Notes what the chain has paid for a channel. */
  void recordClaimed(ChannelId channel, BigInteger total);

  /** What has been folded since the ledger began. */
  Earned folded();

  /** What these charges add once they are folded. */
  Earned of(Cut cut);
}
