package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** Epochs as JSON in Redis; the number of the last stands beside them. */
final class RedisEpochStore implements EpochStore {
  private static final String LATEST = "{settlement}:latest";
  private static final LuaScript STORE = LuaScript.load("settlement_store");
  private static final JsonMapper JSON = json();

  private final Redis redis;

  RedisEpochStore(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Optional<Epoch> latest() {
    return Optional.ofNullable(redis.commands().get(LATEST))
        .map(Long::parseLong)
        .flatMap(this::find);
  }

  @Override
  public Optional<Epoch> find(long number) {
    return Optional.ofNullable(redis.commands().get(key(number))).map(RedisEpochStore::read);
  }

  @Override
  public void store(Epoch epoch, long fence) {
    String outcome =
        STORE
            .run(
                redis,
                List.of(RedisSettlementLock.LOCK, key(epoch.number()), LATEST),
                Long.toString(fence),
                Long.toString(epoch.number()),
                write(epoch))
            .getFirst();
    if (!outcome.equals("stored")) {
      throw new StaleSettlement("the settlement lock has run out before its epoch was stored");
    }
  }

  static String write(Epoch epoch) {
    try {
      return JSON.writeValueAsString(epoch);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an epoch is always JSON", e);
    }
  }

  static Epoch read(String json) {
    try {
      return JSON.readValue(json, Epoch.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the stored epoch cannot be read", e);
    }
  }

  private static String key(long number) {
    return "{settlement}:epoch:" + number;
  }

  private static JsonMapper json() {
    JsonMapper mapper =
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    // Amounts are strings in all JSON of ours.
    mapper
        .configOverride(BigInteger.class)
        .setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.STRING));
    return mapper;
  }
}
