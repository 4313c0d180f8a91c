package org.tributary.gateway.payment;

import java.util.Map;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;

/** Reads the stream's entries as settlement does: who is owed what says the receipt. */
final class LedgerEntries {

  private LedgerEntries() {}

  /** What the shares of an entry's receipt add up to. */
  static long millionths(ChannelLedger ledger, Map<String, String> entry) {
    CallId call = new CallId(entry.getOrDefault("call", ""));
    return ledger.charged(call).orElseThrow().split().stream().mapToLong(Share::millionths).sum();
  }
}
