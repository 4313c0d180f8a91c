package org.tributary.gateway.payment;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.receipt.Usage;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKeyId;
import org.tributary.gateway.account.AccountId;

/** Calls, channels and deliveries to test with; one written model-token costs one base unit. */
public final class Calls {

  static final Prices ONE_EACH = new Prices(0, 0, Prices.PER, 0);
  static final PaidWorker WORKER =
      new PaidWorker("Worker on this machine", address(0xb2), address(0xb3));

  /** The access key that test accounts have: each account's keys are its own. */
  public static final AccessKeyId KEY = new AccessKeyId("key_AAAAAAAAAAAA");

  private Calls() {}

  public static Address address(int octet) {
    return new Address("0x" + String.format("%02x", octet).repeat(20));
  }

  public static ChannelId channel(int partition, int number) {
    return ChannelId.parse(String.format("0x%02x%062x", partition, number));
  }

  /** As the chain would show a channel from which nothing was claimed. */
  public static Snapshot held(long balance, long withdrawing) {
    return new Snapshot(
        BigInteger.valueOf(balance),
        BigInteger.ZERO,
        BigInteger.valueOf(withdrawing),
        0,
        BigInteger.ZERO);
  }

  public static ChannelConfig config() {
    return new ChannelConfig(
        address(1),
        address(2),
        address(3),
        address(4),
        address(5),
        Duration.ofDays(1),
        Bytes32.ZERO);
  }

  public static CallContext call(ChannelId channel, AccountId account, RandomGenerator random) {
    return new CallContext(
        CallId.random(channel.partition(), random),
        account,
        channel,
        model(),
        ONE_EACH,
        new Split.Terms(500, 4000),
        20_779,
        2,
        new CallContext.Gateway("Tributary gateway", address(0xa0)),
        List.of(
            dataset(2, "WordNet definitions", "WordNet License", 200_000_000),
            dataset(3, "Everyday dialogues", null, 333_333_333)),
        Instant.parse("2026-11-22T11:59:59Z"),
        new Bytes32("0x" + "5a".repeat(32)),
        KEY);
  }

  /** The same call, paid by another access key of its account, or by a voucher. */
  public static CallContext paidBy(CallContext call, @Nullable AccessKeyId key) {
    return with(call, call.channel(), call.startedAt(), key);
  }

  /** The same call, begun at another time. */
  static CallContext begunAt(CallContext call, Instant startedAt) {
    return with(call, call.channel(), startedAt, call.accessKey());
  }

  /** Asks for a ceiling by the one access key that test accounts have. */
  public static Reserve reserve(CallContext call, long ceiling) {
    return new Reserve(
        call,
        ceiling,
        new Authority.AccessKey(KEY, keyHash(call.account()), call.model().name(), 200));
  }

  static String keyHash(AccountId account) {
    return "hash of " + account;
  }

  /** So many written model-tokens, each one base unit. */
  public static Delivery written(long completionTokens) {
    return new Delivery(
        List.of(new Delivery.Work(WORKER, completionTokens)),
        Usage.ofText(14, completionTokens),
        new Bytes32("0x" + "a5".repeat(32)));
  }

  /** The same call, as if it had been reserved on another channel. */
  static CallContext movedTo(CallContext call, ChannelId channel) {
    return with(call, channel, call.startedAt(), call.accessKey());
  }

  private static CallContext with(
      CallContext call, ChannelId channel, Instant startedAt, @Nullable AccessKeyId key) {
    return new CallContext(
        call.callId(),
        call.account(),
        channel,
        call.model(),
        call.prices(),
        call.terms(),
        call.period(),
        call.termsVersion(),
        call.gateway(),
        call.ancestors(),
        startedAt,
        call.request(),
        key);
  }

  private static CallContext.Model model() {
    return new CallContext.Model(
        "tributary-chat",
        new AssetId(5),
        new Bytes32("0x" + "9c".repeat(32)),
        "Apache-2.0",
        "Model owner",
        address(0xa1),
        false);
  }

  private static CallContext.Ancestor dataset(
      long asset, String name, @Nullable String licence, int ppb) {
    return new CallContext.Ancestor(
        new AssetId(asset), "dataset", name, licence, address((int) (0xc0 + asset)), true, ppb);
  }
}
