package org.tributary.contracts.receipt;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.typeddata.Domain;

/** Whether a receipt is right, by itself and by the registry; the first thing wrong, or empty. */
public final class ReceiptCheck {
  /** How long after its quote a call may end; the arbiter allows no more, either. */
  public static final Duration LONGEST_CALL = Duration.ofDays(1);

  /** By how much the clocks of gateways may differ. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

  private ReceiptCheck() {}

  /** Whether a registered key signed it; such keys are never removed. */
  public static Optional<String> signature(
      SignedReceipt signed, Domain domain, Predicate<Address> isSigner) {
    Optional<Address> signer = signed.signer(domain);
    if (signer.isEmpty()) {
      return Optional.of("no key made this signature");
    }
    return isSigner.test(signer.get())
        ? Optional.empty()
        : Optional.of("signed by %s, which may not sign receipts".formatted(signer.get()));
  }

  /** All that the arbiter can judge of a receipt alone. */
  public static Optional<String> all(Receipt receipt, OwnerRecords records) {
    return arithmetic(receipt).or(() -> terms(receipt, records)).or(() -> split(receipt, records));
  }

  /** Whether usage, prices, charge and the sum of the split fit. */
  public static Optional<String> arithmetic(Receipt receipt) {
    long charge = receipt.charge();
    if (charge < 0 || charge > Split.MAX_CHARGE) {
      return Optional.of("charged from %d to %d".formatted(receipt.from(), receipt.to()));
    }
    try {
      long priced = receipt.prices().charge(receipt.usage());
      if (priced != charge) {
        return Optional.of("charged %d, and what was used costs %d".formatted(charge, priced));
      }
      long owed = 0;
      for (Share share : receipt.split()) {
        owed = Math.addExact(owed, share.millionths());
      }
      return owed == charge * Split.MILLIONTHS
          ? Optional.empty()
          : Optional.of("the split sums to %d millionths of %d".formatted(owed, charge));
    } catch (ArithmeticException e) {
      return Optional.of("beyond any charge: " + e.getMessage());
    }
  }

  /**
   * Whether the model is the registered one, its terms are those of the period, and the call has
   * ended: the arbiter rejects what is still to come.
   */
  public static Optional<String> terms(Receipt receipt, OwnerRecords records) {
    Optional<OwnerRecords.Model> model = records.model(receipt.modelAsset());
    if (model.isEmpty()) {
      return Optional.of("asset %s is not registered".formatted(receipt.modelAsset()));
    }
    if (!model.get().contentHash().equals(receipt.contentHash())) {
      return Optional.of("asset %s has other content".formatted(receipt.modelAsset()));
    }
    if (receipt.time().isAfter(records.now())) {
      return Optional.of("ended at %s, which is still to come".formatted(receipt.time()));
    }
    if (receipt.period() < records.periodOf(receipt.time().minus(LONGEST_CALL))
        || receipt.period() > records.periodOf(receipt.time().plus(CLOCK_TOLERANCE))) {
      return Optional.of(
          "quoted in period %d and ended in period %d"
              .formatted(receipt.period(), records.periodOf(receipt.time())));
    }
    OwnerRecords.Terms terms = records.termsAt(receipt.modelAsset(), receipt.period());
    if (terms.version() != receipt.termsVersion()) {
      return Optional.of(
          "by terms version %d, and version %d was in force in period %d"
              .formatted(receipt.termsVersion(), terms.version(), receipt.period()));
    }
    return terms.prices().equals(receipt.prices())
        ? Optional.empty()
        : Optional.of("other prices than those of terms version " + terms.version());
  }

  /** Whether everyone is owed what the registry's table and terms say. */
  public static Optional<String> split(Receipt receipt, OwnerRecords records) {
    Optional<OwnerRecords.Model> model = records.model(receipt.modelAsset());
    if (model.isEmpty()) {
      return Optional.of("asset %s is not registered".formatted(receipt.modelAsset()));
    }
    if (receipt.workers().isEmpty() || receipt.split().isEmpty()) {
      return Optional.of("nobody is owed anything");
    }
    try {
      return firstDifference(receipt.split(), expected(receipt, model.get().lineage(), records));
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.of("beyond any split: " + e.getMessage());
    }
  }

  private static List<Share> expected(Receipt receipt, FlatLineage lineage, OwnerRecords records) {
    return Split.of(
        receipt.charge(),
        records.termsAt(receipt.modelAsset(), receipt.period()).split(),
        // Where a gateway has its own share sent is its own affair.
        receipt.split().getFirst().payee(),
        receipt.workers(),
        party(receipt.modelAsset(), receipt, records),
        lineage.ancestors().stream()
            .map(each -> new Split.Ancestor(party(each.asset(), receipt, records), each.ppb()))
            .toList());
  }

  private static Split.Party party(AssetId asset, Receipt receipt, OwnerRecords records) {
    return new Split.Party(asset, records.payeeAt(asset, receipt.period()));
  }

  private static Optional<String> firstDifference(List<Share> split, List<Share> expected) {
    if (split.size() != expected.size()) {
      return Optional.of(
          "%d shares, and %d parties are owed".formatted(split.size(), expected.size()));
    }
    for (int i = 0; i < split.size(); i++) {
      if (!split.get(i).equals(expected.get(i))) {
        return Optional.of(
            "share %d is %s, and should be %s"
                .formatted(i, text(split.get(i)), text(expected.get(i))));
      }
    }
    return Optional.empty();
  }

  private static String text(Share share) {
    String whose = share.asset() == null ? share.role().text() : "owner of " + share.asset();
    return "%d millionths for the %s %s".formatted(share.millionths(), whose, share.payee());
  }
}
