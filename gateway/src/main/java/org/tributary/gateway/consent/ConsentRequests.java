package org.tributary.gateway.consent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.gateway.redis.Redis;

/** Requests for consent and their answers, by the parent they are about. */
@Singleton
class ConsentRequests {
  private static final JsonMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  private final Redis redis;
  private final ConsentConfig config;

  ConsentRequests(Redis redis, ConsentConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /** False where too many wait already. */
  boolean add(ConsentRequest request) {
    String key = key(request.parent());
    boolean isNew = !redis.commands().hexists(key, request.id());
    if (isNew && redis.commands().hlen(key) >= config.perAsset()) {
      return false;
    }
    // A request that is sent again keeps its answer.
    redis.commands().hsetnx(key, request.id(), write(request));
    redis.commands().expire(key, config.keptFor());
    return true;
  }

  void answer(ConsentRequest answered) {
    String key = key(answered.parent());
    redis.commands().hset(key, answered.id(), write(answered));
    redis.commands().expire(key, config.keptFor());
  }

  Optional<ConsentRequest> find(AssetId parent, String id) {
    @Nullable String json = redis.commands().hget(key(parent), id);
    return Optional.ofNullable(json).map(ConsentRequests::read);
  }

  /** The latest first. */
  List<ConsentRequest> of(AssetId parent) {
    return redis.commands().hvals(key(parent)).stream()
        .map(ConsentRequests::read)
        .sorted(Comparator.comparing(ConsentRequest::requestedAt).reversed())
        .toList();
  }

  private static String key(AssetId parent) {
    return "{assets}:consents:" + parent.text();
  }

  private static String write(ConsentRequest request) {
    try {
      return JSON.writeValueAsString(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a request is always JSON", e);
    }
  }

  private static ConsentRequest read(String json) {
    try {
      return JSON.readValue(json, ConsentRequest.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored request cannot be read", e);
    }
  }
}
