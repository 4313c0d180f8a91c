package org.tributary.gateway.bench;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.receipt.Usage;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.Redis;

/** A wallet with a channel of its own that pays for one call after the other. */
final class PaymentCaller {
  private static final Domain SETTLEMENT = SettlementDomain.of(31337);
  private static final long CEILING = 1_000;

  /** Of 200 model-tokens read and 300 written. */
  private static final long COST = 800;

  private static final Prices PRICES = new Prices(Prices.PER, Prices.PER, 2 * Prices.PER, 0);
  private static final PaidWorker WORKER = new PaidWorker("Worker", address(6), address(7));

  /** A model with two data sets behind it, as the shipped one has; a gateway has it in memory. */
  private static final CallContext.Model MODEL =
      new CallContext.Model(
          "brook-7m",
          new AssetId(5),
          new Bytes32("0x" + "9c".repeat(32)),
          "Apache-2.0",
          "Model owner",
          address(8),
          false);

  private static final List<CallContext.Ancestor> ANCESTORS =
      List.of(ancestor(2, 200_000_000), ancestor(3, 333_333_333));
  private static final Split.Terms TERMS = new Split.Terms(500, 4_000);
  private static final CallContext.Gateway GATEWAY =
      new CallContext.Gateway("Tributary gateway", address(9));
  private static final RandomGenerator RANDOM = RandomGenerator.of("L64X128MixRandom");

  private final ChannelLedger ledger;
  private final SigningKey key;
  private final ChannelId channel;
  private final AccountId account;
  private final Queue<SignedVoucher> vouchers = new ArrayDeque<>();
  private long paid;

  private PaymentCaller(
      ChannelLedger ledger, SigningKey key, ChannelId channel, AccountId account) {
    this.ledger = ledger;
    this.key = key;
    this.channel = channel;
    this.account = account;
  }

  static PaymentCaller open(Redis redis, ChannelLedger ledger, int number) {
    SigningKey key = SigningKey.random();
    ChannelConfig config =
        new ChannelConfig(
            key.address(),
            key.address(),
            address(3),
            address(4),
            address(5),
            Duration.ofDays(1),
            Bytes32.of(BigInteger.valueOf(number)));
    ChannelId channel = config.id(SETTLEMENT);
    new Channels(redis).open(channel, config, "", 1L << 50);
    Accounts accounts = new Accounts(redis, new SecureRandom(), Clock.systemUTC());
    return new PaymentCaller(ledger, key, channel, accounts.open(channel, null, "bench").id());
  }

  void sign(int calls) {
    for (int i = 0; i < calls; i++) {
      vouchers.add(new Voucher(channel, BigInteger.valueOf(paid + CEILING)).sign(key, SETTLEMENT));
      paid += COST;
    }
  }

  void callAll() {
    while (!vouchers.isEmpty()) {
      callOnce();
    }
  }

  /** How long it took, in nanoseconds. */
  long callOnce() {
    SignedVoucher voucher = vouchers.remove();
    CallContext call = context();
    long began = System.nanoTime();
    pay(voucher, call);
    return System.nanoTime() - began;
  }

  private void pay(SignedVoucher voucher, CallContext call) {
    if (!voucher.isBy(key.address(), SETTLEMENT)) {
      throw new IllegalStateException("a voucher's signature is wrong");
    }
    Authority authority =
        new Authority.SignedVoucher(
            voucher.voucher().maxClaimable().longValueExact(), voucher.signature().toString());
    if (!(ledger.reserve(new Reserve(call, CEILING, authority))
        instanceof ReserveOutcome.Reserved(var reservation, long before))) {
      throw new IllegalStateException("not reserved");
    }
    Delivery delivered =
        new Delivery(List.of(new Delivery.Work(WORKER, 300)), Usage.ofText(200, 300), Bytes32.ZERO);
    if (!(ledger.charge(reservation, delivered, Ending.COMPLETE)
        instanceof ChargeOutcome.Charged)) {
      throw new IllegalStateException("not charged");
    }
  }

  private CallContext context() {
    return new CallContext(
        CallId.random(channel.partition(), RANDOM),
        account,
        channel,
        MODEL,
        PRICES,
        TERMS,
        1,
        1,
        GATEWAY,
        ANCESTORS,
        Instant.now(),
        Bytes32.ZERO,
        null);
  }

  private static CallContext.Ancestor ancestor(int asset, int ppb) {
    return new CallContext.Ancestor(
        new AssetId(asset),
        "dataset",
        "Data set " + asset,
        "CC-BY-4.0",
        address(16 + asset),
        true,
        ppb);
  }

  private static Address address(int octet) {
    return new Address("0x" + String.format("%02x", octet).repeat(20));
  }
}
