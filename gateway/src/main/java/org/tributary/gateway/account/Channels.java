package org.tributary.gateway.account;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.lettuce.core.RedisFuture;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;

/** The channels that calls are charged to, as far as the chain has shown their deposits. */
@Singleton
public final class Channels {

  private static final LuaScript OPEN = LuaScript.load("open_channel");
  private static final LuaScript RAISE = LuaScript.load("raise_deposit");

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

  /** Raises a deposit to the total that the chain shows; a total seen late changes nothing. */
  public void deposited(ChannelId id, long total) {
    List<String> answer = RAISE.run(redis, List.of(key(id)), Long.toString(requireAmount(total)));
    if (answer.getFirst().equals("unknown")) {
      throw new IllegalArgumentException("no such channel: " + id);
    }
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
        hash.amount("claimed"));
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
