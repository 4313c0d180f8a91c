package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.Map;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;

/** One charge in a partition's ledger stream, and where it brought the channel's total. */
record LedgerEntry(StreamId id, CallId call, ChannelId channel, BigInteger to) {

  static LedgerEntry parse(String id, Map<String, String> fields) {
    return new LedgerEntry(
        StreamId.parse(id),
        new CallId(field(fields, "call")),
        ChannelId.parse(field(fields, "channel")),
        new BigInteger(field(fields, "to")));
  }

  int partition() {
    return channel.partition();
  }

  /** The form in which a charge is set aside. */
  String text() {
    return call.text() + " " + channel + " " + to;
  }

  static LedgerEntry parse(String id, String text) {
    String[] words = text.split(" ", 3);
    return new LedgerEntry(
        StreamId.parse(id),
        new CallId(words[0]),
        ChannelId.parse(words[1]),
        new BigInteger(words[2]));
  }

  /** Whether a claim of the channel's total up to here contains this charge as a whole. */
  boolean isCoveredBy(BigInteger claimed) {
    return to.compareTo(claimed) <= 0;
  }

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("a ledger entry without " + name);
    }
    return value;
  }
}
