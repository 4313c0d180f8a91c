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

  private static String field(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("a ledger entry without " + name);
    }
    return value;
  }
}
