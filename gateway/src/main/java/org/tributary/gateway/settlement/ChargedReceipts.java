package org.tributary.gateway.settlement;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Gatherers;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.gateway.receipt.Receipts;

/** The receipts of this gateway's ledger, judged by the registry as it is now. */
final class ChargedReceipts implements ReceiptLeaves {
  /** Reads in parallel share their round trips. */
  private static final int AT_ONCE = 64;

  private final Receipts receipts;
  private final Supplier<OwnerRecords> registry;

  /** {@code registry} is asked anew for each settlement: what it has read, it remembers. */
  ChargedReceipts(Receipts receipts, Supplier<OwnerRecords> registry) {
    this.receipts = receipts;
    this.registry = registry;
  }

  @Override
  public Leaf of(CallId call) {
    Receipt receipt = find(call);
    return new Leaf(
        receipts.digest(receipt),
        receipt.split().stream()
            .map(share -> new Owed(share.payee(), share.millionths()))
            .toList());
  }

  @Override
  public Map<LedgerEntry, String> wrong(Cut paid) {
    Map<LedgerEntry, String> wrong = new HashMap<>();
    if (paid.entries().isEmpty()) {
      return wrong;
    }
    OwnerRecords records = registry.get();
    List<LedgerEntry> all = paid.all();
    Iterator<LedgerEntry> each = all.iterator();
    all.stream()
        .gather(Gatherers.mapConcurrent(AT_ONCE, entry -> find(entry.call())))
        .map(receipt -> ReceiptCheck.all(receipt, records))
        .forEachOrdered(fault -> {
          LedgerEntry entry = each.next();
          fault.ifPresent(why -> wrong.put(entry, why));
        });
    return wrong;
  }

  private Receipt find(CallId call) {
    return receipts
        .unsigned(call)
        .orElseThrow(() -> new IllegalStateException("this ledger has no receipt of " + call));
  }
}
