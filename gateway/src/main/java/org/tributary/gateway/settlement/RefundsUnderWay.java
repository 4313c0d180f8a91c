package org.tributary.gateway.settlement;

import io.lettuce.core.KeyValue;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;

/** What is set aside in channels for refunds that are on their way, at most one for each. */
final class RefundsUnderWay {
  private static final LuaScript HOLD = LuaScript.load("hold_refund");
  private static final LuaScript END = LuaScript.load("end_refund");

  private final Redis redis;

  RefundsUnderWay(Redis redis) {
    this.redis = redis;
  }

  /** What came of setting an amount aside. */
  sealed interface Held {
    record Amount(long amount) implements Held {}

    /** Nothing is free in the channel. */
    record Nothing() implements Held {}

    /** Another refund of it is under way. */
    record Pending() implements Held {}
  }

  /** Sets up to so much aside, before the chain takes it; the nonce tells this refund. */
  Held hold(ChannelId channel, long most, long nonce) {
    List<String> answer =
        HOLD.run(redis, List.of(key(channel)), Long.toString(most), Long.toString(nonce));
    return switch (answer.getFirst()) {
      case "held" -> new Held.Amount(Long.parseLong(answer.get(1)));
      case "pending" -> new Held.Pending();
      case "nothing" -> new Held.Nothing();
      default -> throw new IllegalArgumentException("no such channel: " + channel);
    };
  }

  /** An amount that is set aside. */
  record SetAside(long amount, long nonce) {}

  Optional<SetAside> find(ChannelId channel) {
    List<KeyValue<String, String>> fields =
        redis.commands().hmget(key(channel), "refundingAmount", "refundingNonce");
    return fields.getFirst().hasValue()
        ? Optional.of(
            new SetAside(
                Long.parseLong(fields.getFirst().getValue()),
                Long.parseLong(fields.getLast().getValue())))
        : Optional.empty();
  }

  /** After the deposit was seen without it, or when the chain has refused it. */
  void end(ChannelId channel, long nonce) {
    END.run(redis, List.of(key(channel)), Long.toString(nonce));
  }

  private static String key(ChannelId channel) {
    return new Partition(channel.partition()).key("channel:" + channel);
  }
}
