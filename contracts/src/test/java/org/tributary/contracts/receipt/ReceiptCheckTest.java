package org.tributary.contracts.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;

class ReceiptCheckTest {
  private static final Domain DOMAIN = Receipt.domain(31337, SampleReceipts.address(9));
  private static final Receipt RIGHT = SampleReceipts.receipt(1);

  @Test
  void aRightReceipt_passes() {
    assertEquals(Optional.empty(), ReceiptCheck.arithmetic(RIGHT));
    assertEquals(Optional.empty(), ReceiptCheck.terms(RIGHT, new Records()));
    assertEquals(Optional.empty(), ReceiptCheck.split(RIGHT, new Records()));
  }

  @Test
  void signature_isOfARegisteredKey() {
    SigningKey gateway = SigningKey.random();
    SignedReceipt signed = RIGHT.sign(gateway, DOMAIN);
    assertEquals(
        Optional.empty(), ReceiptCheck.signature(signed, DOMAIN, gateway.address()::equals));
    finds("may not sign", ReceiptCheck.signature(signed, DOMAIN, any -> false));
    SignedReceipt moved = new SignedReceipt(SampleReceipts.receipt(2), signed.signature());
    finds("may not sign", ReceiptCheck.signature(moved, DOMAIN, gateway.address()::equals));
  }

  @Test
  void arithmetic_findsAnotherCharge() {
    finds("what was used costs", arithmetic(RIGHT.to() + 1, RIGHT.split()));
    finds("charged from 100 to 99", arithmetic(99, RIGHT.split()));
    finds("the split sums", arithmetic(RIGHT.to(), RIGHT.split().subList(0, 3)));
  }

  @Test
  void arithmetic_findsNumbersBeyondAnyCharge() {
    Usage huge = new Usage(Long.MAX_VALUE, 0, Long.MAX_VALUE, 0);
    finds("beyond", ReceiptCheck.arithmetic(used(huge)));
    finds("beyond", ReceiptCheck.arithmetic(used(new Usage(1, 2, 0, 0))));
  }

  @Test
  void terms_findOtherContentAndOtherTerms() {
    Records records = new Records();
    records.version = 4;
    finds("version 4 was in force", ReceiptCheck.terms(RIGHT, records));
    records.version = 3;
    records.prices = new Prices(1, 1, 1, 1);
    finds("other prices", ReceiptCheck.terms(RIGHT, records));
    records.content = 76;
    finds("other content", ReceiptCheck.terms(RIGHT, records));
    records.registered = false;
    finds("not registered", ReceiptCheck.terms(RIGHT, records));
    finds("not registered", ReceiptCheck.split(RIGHT, records));
  }

  @Test
  void terms_allowACallToEndInThePeriodAfterItsQuoteAndNoLater() {
    Records records = new Records();
    records.later = -1;
    finds("quoted in period 20717 and ended in", ReceiptCheck.terms(RIGHT, records));
    records.later = 1;
    assertEquals(Optional.empty(), ReceiptCheck.terms(RIGHT, records));
    records.later = 2;
    finds("quoted in period 20717 and ended in", ReceiptCheck.terms(RIGHT, records));
  }

  @Test
  void terms_findACallThatIsStillToEnd() {
    Records records = new Records();
    records.now = RIGHT.time();
    assertEquals(Optional.empty(), ReceiptCheck.terms(RIGHT, records));
    records.now = RIGHT.time().minusMillis(1);
    finds("still to come", ReceiptCheck.terms(RIGHT, records));
  }

  /** However a split differs, even where it still sums to the charge. */
  @Property(tries = 200)
  void split_findsEveryDifference(
      @ForAll @LongRange(min = 0, max = 8) long from,
      @ForAll @LongRange(min = 0, max = 8) long to,
      @ForAll @LongRange(min = 1, max = 1_000) long moved) {
    List<Share> split = new ArrayList<>(RIGHT.split());
    Share loser = split.get((int) from);
    long taken = Math.min(moved, loser.millionths());
    split.set((int) from, give(loser, -taken));
    split.set((int) to, give(split.get((int) to), taken));
    Optional<String> found =
        ReceiptCheck.split(SampleReceipts.with(RIGHT, RIGHT.to(), split), new Records());
    assertEquals(from != to && taken > 0, found.isPresent());
  }

  @Test
  void split_findsAnotherPayeeAMissingAndADoubledShare() {
    Records records = new Records();
    records.payeeOfThree = SampleReceipts.address(999);
    finds("should be", ReceiptCheck.split(RIGHT, records));
    List<Share> doubled = new ArrayList<>(RIGHT.split());
    doubled.add(doubled.getLast());
    finds("10 shares, and 9", split(doubled));
    finds("8 shares, and 9", split(RIGHT.split().subList(0, 8)));
    finds("nobody", split(List.of()));
  }

  private static Optional<String> arithmetic(long to, List<Share> split) {
    return ReceiptCheck.arithmetic(SampleReceipts.with(RIGHT, to, split));
  }

  private static Optional<String> split(List<Share> split) {
    return ReceiptCheck.split(SampleReceipts.with(RIGHT, RIGHT.to(), split), new Records());
  }

  private static Receipt used(Usage usage) {
    return new Receipt(
        RIGHT.callId(),
        RIGHT.modelAsset(),
        RIGHT.contentHash(),
        RIGHT.channelTag(),
        RIGHT.from(),
        RIGHT.to(),
        RIGHT.request(),
        RIGHT.answer(),
        usage,
        RIGHT.prices(),
        RIGHT.period(),
        RIGHT.termsVersion(),
        RIGHT.workers(),
        RIGHT.split(),
        RIGHT.time());
  }

  private static Share give(Share share, long millionths) {
    return new Share(share.role(), share.asset(), share.payee(), share.millionths() + millionths);
  }

  private static void finds(String what, Optional<String> found) {
    assertTrue(found.orElse("nothing").contains(what), found.orElse("nothing"));
  }

  /** What the registry says, and what it could say instead. */
  private static final class Records implements OwnerRecords {
    private boolean registered = true;
    private int content = 77;
    private int version = 3;
    private long later;
    private Instant now = RIGHT.time();
    private Prices prices = SampleReceipts.PRICES;
    private Address payeeOfThree = SampleReceipts.payee(new AssetId(3));

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public long periodOf(Instant time) {
      return time.getEpochSecond() / 86_400 + later;
    }

    @Override
    public Optional<Model> model(AssetId id) {
      return registered && id.equals(SampleReceipts.MODEL)
          ? Optional.of(new Model(SampleReceipts.word(content), SampleReceipts.LINEAGE))
          : Optional.empty();
    }

    @Override
    public Terms termsAt(AssetId model, long period) {
      return new Terms(version, prices, SampleReceipts.TERMS);
    }

    @Override
    public Address payeeAt(AssetId asset, long period) {
      return asset.value() == 3 ? payeeOfThree : SampleReceipts.payee(asset);
    }
  }
}
