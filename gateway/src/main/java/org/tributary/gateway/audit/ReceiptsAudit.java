package org.tributary.gateway.audit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.chain.Faults;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.OwnerRecords;
import org.tributary.contracts.receipt.PlacedReceipt;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.typeddata.Domain;

/** Goes once through an epoch's receipts: are they right, and what do they come to? */
final class ReceiptsAudit {
  private final ReceiptRow receipts;
  private final OwnerRecords records;
  private final Domain domain;
  private final Predicate<Address> isSigner;
  private final EpochAccounts.Builder accounts;
  private final long epoch;
  private final Intervals charged;
  private final List<EarlierEpoch> earlier;
  private @Nullable Wrong wrong;

  /** A receipt that is wrong by itself, or because {@code twin} is there. */
  private record Wrong(
      long place, String why, boolean isProvable, Intervals.@Nullable Place twin) {}

  /** {@code charged} has what the earlier epochs charged. */
  ReceiptsAudit(
      long epoch,
      ReceiptRow receipts,
      PayoutTable last,
      OwnerRecords records,
      Domain domain,
      Predicate<Address> isSigner,
      Intervals charged,
      List<EarlierEpoch> earlier) {
    this.epoch = epoch;
    this.charged = charged;
    this.earlier = earlier;
    this.receipts = receipts;
    this.records = records;
    this.domain = domain;
    this.isSigner = isSigner;
    accounts = EpochAccounts.after(last);
  }

  /** What the receipts come to; {@link #firstWrong} can be asked then. */
  EpochAccounts run() throws IOException {
    receipts.forEach(this::add);
    return accounts.close();
  }

  private void add(SignedReceipt signed, long place) {
    Receipt receipt = signed.receipt();
    accounts.add(
        receipt.digest(domain),
        receipt.split().stream().map(each -> new Owed(each.payee(), each.millionths())).toList());
    Optional<Intervals.Place> twin = charged.add(receipt, new Intervals.Place(epoch, place));
    if (wrong == null) {
      wrong = judge(signed, place, twin);
    }
  }

  private @Nullable Wrong judge(SignedReceipt signed, long place, Optional<Intervals.Place> twin) {
    Optional<String> unsigned = ReceiptCheck.signature(signed, domain, isSigner);
    if (unsigned.isPresent()) {
      return new Wrong(place, unsigned.get(), false, null);
    }
    Optional<String> why = ReceiptCheck.all(signed.receipt(), records);
    if (why.isPresent()) {
      return new Wrong(place, why.get(), true, null);
    }
    return twin.map(before ->
            new Wrong(
                place,
                "charges what receipt %d of epoch %d charged"
                    .formatted(before.receipt(), before.epoch()),
                true,
                before))
        .orElse(null);
  }

  /** The first receipt that is not right, in words. */
  Optional<String> wrong() {
    return Optional.ofNullable(wrong).map(it -> "receipt %d: %s".formatted(it.place(), it.why()));
  }

  /** The receipts are those of {@code roots}; {@code all} are the same that were gone through. */
  Optional<Objection> firstWrong(PlacedReceipts all, EpochRoots roots) {
    if (wrong == null) {
      return Optional.empty();
    }
    PlacedReceipt placed = all.at(wrong.place());
    Receipt receipt = placed.receipt();
    String what = "receipt %d (%s): %s".formatted(wrong.place(), receipt.callId(), wrong.why());
    if (!wrong.isProvable()) {
      return Objection.withheld(what);
    }
    Faults faults = Faults.of(roots);
    Intervals.Place twin = wrong.twin();
    return Objection.of(
        what,
        twin == null
            ? faults.wrongReceipt(all.tree(), placed, lineage(receipt))
            : faults.overlap(all.tree(), placed, elsewhere(all, roots, twin)));
  }

  private Faults.Elsewhere elsewhere(PlacedReceipts all, EpochRoots roots, Intervals.Place twin) {
    return earlier.stream()
        .filter(each -> each.number() == twin.epoch())
        .findFirst()
        .map(each -> each.at(twin.receipt()))
        .orElseGet(() -> new Faults.Elsewhere(epoch, roots, all.tree(), all.at(twin.receipt())));
  }

  private FlatLineage lineage(Receipt receipt) {
    return records
        .model(receipt.modelAsset())
        .map(OwnerRecords.Model::lineage)
        .orElse(FlatLineage.NONE);
  }
}
