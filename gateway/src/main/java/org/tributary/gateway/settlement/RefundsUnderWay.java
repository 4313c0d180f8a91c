package org.tributary.gateway.settlement;

import io.lettuce.core.KeyValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;
import org.tributary.gateway.settlement.RefundRecord.State;

/** What is set aside in channels for refunds that are on their way, at most one for each. */
final class RefundsUnderWay {
  private static final LuaScript HOLD = LuaScript.load("hold_refund");
  private static final LuaScript END = LuaScript.load("end_refund");

  private static final Duration REMEMBER = Duration.ofDays(30);

  private final Redis redis;

  RefundsUnderWay(Redis redis) {
    this.redis = redis;
  }

  /** What came of setting an amount aside. */
  sealed interface Held {
    record Amount(long amount) implements Held {}

    /** Nothing is free in the channel. */
    record Nothing() implements Held {}

    /** Another refund of it is under way, or this one was asked for before. */
    record Pending() implements Held {}
  }

  /**
   * Sets up to so much aside, before the chain takes it; the nonce tells this refund, and a request
   * that has a name is taken once.
   */
  Held hold(ChannelId channel, long most, long nonce, String request) {
    List<String> answer =
        HOLD.run(
            redis,
            List.of(key(channel), recordKey(channel, request)),
            Long.toString(most),
            Long.toString(nonce),
            request);
    return switch (answer.getFirst()) {
      case "held" -> new Held.Amount(Long.parseLong(answer.get(1)));
      case "pending", "known" -> new Held.Pending();
      case "nothing" -> new Held.Nothing();
      default -> throw new IllegalArgumentException("no such channel: " + channel);
    };
  }

  /** An amount that is set aside; the request is empty where it has no name. */
  record SetAside(long amount, long nonce, String request) {}

  Optional<SetAside> find(ChannelId channel) {
    List<KeyValue<String, String>> fields =
        redis
            .commands()
            .hmget(key(channel), "refundingAmount", "refundingNonce", "refundingRequest");
    return fields.getFirst().hasValue()
        ? Optional.of(
            new SetAside(
                Long.parseLong(fields.getFirst().getValue()),
                Long.parseLong(fields.get(1).getValue()),
                fields.getLast().getValueOrElse("")))
        : Optional.empty();
  }

  /** What came of a request that has a name. */
  Optional<RefundRecord> find(ChannelId channel, String request) {
    StoredHash hash = new StoredHash(redis.commands().hgetall(recordKey(channel, request)));
    if (hash.isAbsent()) {
      return Optional.empty();
    }
    String transaction = hash.fields().getOrDefault("transaction", "");
    return Optional.of(
        new RefundRecord(
            State.valueOf(hash.text("state")),
            hash.amount("amount"),
            transaction.isEmpty() ? null : new Bytes32(transaction)));
  }

  /** After the deposit was seen without it, or when the chain has refused it. */
  void end(ChannelId channel, SetAside refund, State state, @Nullable Bytes32 transaction) {
    END.run(
        redis,
        List.of(key(channel), recordKey(channel, refund.request())),
        Long.toString(refund.nonce()),
        state.name(),
        transaction == null ? "" : transaction.text(),
        Long.toString(REMEMBER.toMillis()));
  }

  private static String recordKey(ChannelId channel, String request) {
    return new Partition(channel.partition()).key("refund:" + channel + ":" + request);
  }

  private static String key(ChannelId channel) {
    return new Partition(channel.partition()).key("channel:" + channel);
  }
}
