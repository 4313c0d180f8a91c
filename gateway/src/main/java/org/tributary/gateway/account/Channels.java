package org.tributary.gateway.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lettuce.core.RedisFuture;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;

/** The channels that calls are charged to, as far as the chain has shown their deposits. */
@Singleton
public final class Channels {

  private static final LuaScript OPEN = LuaScript.load("open_channel");
  private static final LuaScript SHOW = LuaScript.load("show_channel");

  /** One fails only because a later one was taken over: of many at once, some always succeed. */
  private static final int LOOKS = 16;

  private final Redis redis;
  private final ObjectMapper mapper = JsonMapper.builder().addModule(new JavaTimeModule()).build();

  public Channels(Redis redis) {
    this.redis = redis;
  }

  /** Records a channel with the deposit that the chain shows; a known one stays as it is. */
  public void open(ChannelId id, ChannelConfig config, String authorizerLabel, long deposit) {
    Partition partition = new Partition(id.partition());
    OPEN.run(
        redis,
        List.of(key(id), partition.key("channels")),
        id.text(),
        write(config),
        authorizerLabel,
        Long.toString(requireAmount(deposit)));
  }

  /**
   * Looks at the chain and takes over what it shows: a deposit, a withdrawal, a refund. What was
   * seen before another look began is not taken over after that one; empty when others that looked
   * later came first each time, and so know better.
   *
   * @param chain reads the chain anew at each call
   */
  public Optional<Snapshot> refresh(ChannelId id, Supplier<Snapshot> chain) {
    for (int attempt = 0; attempt < LOOKS; attempt++) {
      Look look = look(id);
      Snapshot seen = chain.get();
      if (show(look, seen)) {
        return Optional.of(seen);
      }
    }
    return Optional.empty();
  }

  /** A look at the chain that is about to be taken. */
  public record Look(ChannelId channel, long number) {}

  public Look look(ChannelId id) {
    if (redis.commands().hget(key(id), "deposit") == null) {
      throw new IllegalArgumentException("no such channel: " + id);
    }
    return new Look(id, redis.commands().hincrby(key(id), "looks", 1));
  }

  /** False for a look that is older than one taken over: look again. */
  private boolean show(Look look, Snapshot seen) {
    return SHOW.run(
            redis,
            List.of(key(look.channel())),
            Long.toString(look.number()),
            deposit(seen),
            claimed(seen))
        .getFirst()
        .equals("shown");
  }

  /** As the ledger counts it; more than a long holds could only be of a worthless erc20. */
  public static String deposit(Snapshot seen) {
    return seen.staying().min(BigInteger.valueOf(Long.MAX_VALUE)).toString();
  }

  public static String claimed(Snapshot seen) {
    return seen.totalClaimed().min(BigInteger.valueOf(Long.MAX_VALUE)).toString();
  }

  public Optional<Channel> find(ChannelId id) {
    StoredHash hash = new StoredHash(redis.commands().hgetall(key(id)));
    return hash.isAbsent() ? Optional.empty() : Optional.of(channel(id, hash));
  }

  /** Every channel of every partition. */
  public List<ChannelId> all() {
    List<RedisFuture<Set<String>>> answers =
        Partition.ALL.stream()
            .map(each -> redis.pipeline().smembers(each.key("channels")))
            .toList();
    return redis.await(answers).stream()
        .flatMap(Set::stream)
        .map(ChannelId::parse)
        .sorted()
        .toList();
  }

  private Channel channel(ChannelId id, StoredHash hash) {
    return new Channel(
        id,
        read(hash.text("config")),
        hash.text("authorizerLabel"),
        hash.amount("deposit"),
        hash.amount("available"),
        hash.amount("reserved"),
        hash.amount("charged"),
        hash.amount("claimed"),
        Optional.ofNullable(hash.amountOrNull("setAside")).orElse(0L),
        voucher(id, hash));
  }

  private static @Nullable SignedVoucher voucher(ChannelId id, StoredHash hash) {
    Long most = hash.amountOrNull("signedMax");
    return most == null
        ? null
        : new SignedVoucher(
            new Voucher(id, BigInteger.valueOf(most)), new Signature(hash.text("signature")));
  }

  private String write(ChannelConfig config) {
    try {
      return mapper.writeValueAsString(config);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a channel cannot be written", e);
    }
  }

  private ChannelConfig read(String json) {
    try {
      return mapper.readValue(json, ChannelConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored channel cannot be read", e);
    }
  }

  private static long requireAmount(long amount) {
    if (amount < 0) {
      throw new IllegalArgumentException("a negative deposit");
    }
    return amount;
  }

  private static String key(ChannelId id) {
    return new Partition(id.partition()).key("channel:" + id);
  }
}
