package org.tributary.gateway.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.SignedAnnouncement;
import org.tributary.contracts.worker.WorkerAnnouncement;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.redis.Redis;

/** The workers that all gateways know of, in Redis, each until its heartbeats stop. */
@Singleton
public class WorkerDirectory {
  private static final String NAMES = "workers";
  private static final String PREFIX = "worker:";

  private final Redis redis;
  private final WorkerPayouts payouts;
  private final RoutingConfig config;
  private final Clock clock;
  private final ObjectMapper json;
  private volatile Snapshot snapshot = new Snapshot(List.of(), Instant.EPOCH);

  private record Snapshot(List<Worker> workers, Instant takenAt) {}

  /** The announcement as stored, with the payout address it was admitted with. */
  record Stored(AnnouncementMessage announcement, String payout) {}

  WorkerDirectory(
      Redis redis, WorkerPayouts payouts, RoutingConfig config, Clock clock, ObjectMapper json) {
    this.redis = redis;
    this.payouts = payouts;
    this.config = config;
    this.clock = clock;
    this.json = json;
  }

  /**
   * Takes a worker's signed word on where it is and what it serves.
   *
   * @throws ApiException when it is unsigned, stale, or from a worker that is not registered
   */
  void announce(AnnouncementMessage message) {
    WorkerAnnouncement announcement = verified(message);
    Address payout =
        payouts
            .payoutOf(announcement.worker())
            .orElseThrow(() ->
                refusal(
                    HttpStatus.FORBIDDEN,
                    "worker_not_registered",
                    "worker",
                    announcement.worker() + " is not in the WorkerRegistry: register it first"));
    store(announcement.worker(), new Stored(message, payout.text()));
  }

  private WorkerAnnouncement verified(AnnouncementMessage message) {
    SignedAnnouncement signed;
    try {
      signed = message.signed();
      checkEndpoint(signed.announcement().endpoint());
    } catch (IllegalArgumentException | NullPointerException | URISyntaxException e) {
      throw refusal(
          HttpStatus.BAD_REQUEST,
          "invalid_announcement",
          null,
          "the announcement cannot be read: " + e.getMessage());
    }
    if (!signed.isAuthentic()) {
      throw refusal(
          HttpStatus.UNAUTHORIZED,
          "invalid_signature",
          "signature",
          "the announcement is not signed by the worker it names");
    }
    Duration age = Duration.between(signed.announcement().issuedAt(), clock.instant()).abs();
    if (age.compareTo(config.clockSkew()) > 0) {
      throw refusal(
          HttpStatus.BAD_REQUEST,
          "stale_announcement",
          "issuedAt",
          "issuedAt is " + age.toSeconds() + " s from the gateway's clock: sign a new one");
    }
    return signed.announcement();
  }

  private static void checkEndpoint(String endpoint) throws URISyntaxException {
    URI uri = new URI(endpoint);
    boolean web = Set.of("http", "https").contains(String.valueOf(uri.getScheme()));
    if (!web || uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw new IllegalArgumentException("endpoint must be http(s)://host:port, nothing more");
    }
  }

  /** Only a later announcement replaces an earlier one, so that a recorded one cannot turn back. */
  private void store(Address worker, Stored stored) {
    String key = PREFIX + worker.text().toLowerCase(Locale.ROOT);
    Stored earlier = parse(redis.commands().get(key));
    if (earlier != null && earlier.announcement.issuedAt() >= stored.announcement.issuedAt()) {
      return;
    }
    if (earlier == null && redis.commands().scard(NAMES) >= config.maxWorkers()) {
      throw refusal(
          HttpStatus.SERVICE_UNAVAILABLE,
          "too_many_workers",
          null,
          "this gateway holds its limit of " + config.maxWorkers() + " workers");
    }
    try {
      redis
          .commands()
          .set(
              key,
              json.writeValueAsString(stored),
              SetArgs.Builder.px(config.workerTtl().toMillis()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    redis.commands().sadd(NAMES, key);
  }

  /** Workers whose heartbeat is fresh, at most {@code snapshotAge} late. */
  public List<Worker> live() {
    Snapshot known = snapshot;
    if (known.takenAt.plus(config.snapshotAge()).isAfter(clock.instant())) {
      return known.workers;
    }
    Snapshot taken = new Snapshot(read(), clock.instant());
    snapshot = taken;
    return taken.workers;
  }

  private List<Worker> read() {
    Set<String> names = redis.commands().smembers(NAMES);
    if (names.isEmpty()) {
      return List.of();
    }
    List<Worker> workers = new ArrayList<>();
    for (KeyValue<String, String> entry : redis.commands().mget(names.toArray(String[]::new))) {
      Stored stored = parse(entry.getValueOrElse(null));
      if (stored == null) {
        redis.commands().srem(NAMES, entry.getKey());
      } else {
        workers.add(worker(stored));
      }
    }
    return List.copyOf(workers);
  }

  private static Worker worker(Stored stored) {
    WorkerAnnouncement a = stored.announcement.signed().announcement();
    return new Worker(
        a.worker(),
        URI.create(a.endpoint()),
        a.models(),
        a.maxConcurrent(),
        a.numericsClass(),
        new Address(stored.payout));
  }

  private @Nullable Stored parse(@Nullable String value) {
    try {
      return value == null ? null : json.readValue(value, Stored.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an unreadable worker in Redis", e);
    }
  }

  Optional<Worker> find(Address address) {
    return live().stream().filter(w -> w.address().equals(address)).findFirst();
  }

  private static ApiException refusal(
      HttpStatus status, String code, @Nullable String param, String message) {
    return new ApiException(status, ApiError.INVALID_REQUEST, code, param, message);
  }
}
