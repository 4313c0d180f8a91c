package org.tributary.contracts.receipt;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** Receipts that are right by a small registry: asset 9, made from assets 1 to 5. */
final class SampleReceipts {
  static final AssetId MODEL = new AssetId(9);
  static final Prices PRICES = new Prices(1_000_000, 250_000, 1_550_000, 7);
  static final Split.Terms TERMS = new Split.Terms(500, 6000);
  static final FlatLineage LINEAGE = lineage();

  private static final Instant TIME = Instant.ofEpochMilli(1_790_000_000_123L);

  private SampleReceipts() {}

  static Receipt receipt(int n) {
    return receipt(n, new Usage(10, 4, 20, 64), PRICES);
  }

  static Receipt receipt(int n, Usage usage, Prices prices) {
    long charge = prices.charge(usage);
    List<Delivered> workers =
        List.of(
            new Delivered(address(8), address(11), 15), new Delivered(address(7), address(13), 5));
    return new Receipt(
        new CallId("call_000102030405060708090a0b%08x".formatted(n)),
        MODEL,
        word(77),
        word(78),
        100,
        100 + charge,
        word(79),
        word(80),
        usage,
        prices,
        20_717,
        3,
        workers,
        split(charge, workers),
        TIME.plusMillis(n));
  }

  static Receipt with(Receipt receipt, long to, List<Share> split) {
    return new Receipt(
        receipt.callId(),
        receipt.modelAsset(),
        receipt.contentHash(),
        receipt.channelTag(),
        receipt.from(),
        to,
        receipt.request(),
        receipt.answer(),
        receipt.usage(),
        receipt.prices(),
        receipt.period(),
        receipt.termsVersion(),
        receipt.workers(),
        split,
        receipt.time());
  }

  static List<Share> split(long charge, List<Delivered> workers) {
    List<Split.Ancestor> ancestors =
        LINEAGE.ancestors().stream()
            .map(each -> new Split.Ancestor(party(each.asset()), each.ppb()))
            .toList();
    return Split.of(charge, TERMS, address(10), workers, party(MODEL), ancestors);
  }

  static Address payee(AssetId asset) {
    return address(100 + (int) asset.value());
  }

  private static Split.Party party(AssetId asset) {
    return new Split.Party(asset, payee(asset));
  }

  private static FlatLineage lineage() {
    List<FlatLineage.Ancestor> ancestors = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      ancestors.add(new FlatLineage.Ancestor(new AssetId(i), 20_000_001 * i));
    }
    return new FlatLineage(ancestors);
  }

  static Bytes32 word(int n) {
    return Bytes32.of(BigInteger.valueOf(n));
  }

  static Address address(int n) {
    return new Address("0x%040x".formatted(n));
  }
}
