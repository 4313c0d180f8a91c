package org.tributary.gateway.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.KeyValue;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.SignedAnnouncement;
import org.tributary.contracts.worker.WorkerAnnouncement;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** The workers that all gateways know of, in Redis, each until its heartbeats stop. */
@Singleton
public final class WorkerDirectory implements WorkerSource {
  private static final String NAMES = "workers";
  private static final String PREFIX = "worker:";
  private static final LuaScript ANNOUNCE = LuaScript.load("announce");

  private final Redis redis;
  private final WorkerPayouts payouts;
  private final RoutingConfig config;
  private final Clock clock;
  private final ObjectMapper json;
  private final ReentrantLock reading = new ReentrantLock();
  private volatile Snapshot snapshot = Snapshot.NONE;

  private record Snapshot(List<Worker> workers, Instant takenAt) {
    static final Snapshot NONE = new Snapshot(List.of(), Instant.EPOCH);
  }

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
    SignedAnnouncement signed = read(message);
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

  private SignedAnnouncement read(AnnouncementMessage message) {
    try {
      SignedAnnouncement signed = message.signed();
      WorkerEndpoint.parse(signed.announcement().endpoint(), config.privateEndpoints());
      return signed;
    } catch (NullPointerException missing) {
      throw unreadable("a field is missing");
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  private static ApiException unreadable(String why) {
    return refusal(
        HttpStatus.BAD_REQUEST,
        "invalid_announcement",
        null,
        "the announcement cannot be read: " + why);
  }

  /** Only a later announcement replaces an earlier one, so that a recorded one cannot turn back. */
  private void store(Address worker, Stored stored) {
    String key = PREFIX + worker.text().toLowerCase(Locale.ROOT);
    if (!redis.commands().sismember(NAMES, key) && isFull()) {
      throw refusal(
          HttpStatus.SERVICE_UNAVAILABLE,
          "too_many_workers",
          null,
          "this gateway holds its limit of " + config.maxWorkers() + " workers");
    }
    ANNOUNCE.run(
        redis,
        List.of(key),
        write(stored),
        Long.toString(stored.announcement.issuedAt()),
        Long.toString(config.workerTtl().toMillis()));
    redis.commands().sadd(NAMES, key);
  }

  /** Those whose heartbeats stopped make room, when somebody looks. */
  private boolean isFull() {
    return redis.commands().scard(NAMES) >= config.maxWorkers()
        && read().size() >= config.maxWorkers();
  }

  @Override
  public List<Worker> live() {
    Snapshot known = snapshot;
    if (known.takenAt.plus(config.snapshotAge()).isAfter(clock.instant())) {
      return known.workers;
    }
    // One call reads for all: the others go on with what is known, which they all but had.
    if (known == Snapshot.NONE) {
      reading.lock();
    } else if (!reading.tryLock()) {
      return known.workers;
    }
    try {
      if (snapshot == known) {
        Instant began = clock.instant();
        snapshot = new Snapshot(read(), began);
      }
      return snapshot.workers;
    } finally {
      reading.unlock();
    }
  }

  private List<Worker> read() {
    Set<String> names = redis.commands().smembers(NAMES);
    if (names.isEmpty()) {
      return List.of();
    }
    List<Worker> workers = new ArrayList<>();
    for (KeyValue<String, String> entry : redis.commands().mget(names.toArray(String[]::new))) {
      if (entry.hasValue()) {
        workers.add(worker(parse(entry.getValue())));
      } else {
        redis.commands().srem(NAMES, entry.getKey());
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

  private Stored parse(String value) {
    try {
      return json.readValue(value, Stored.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an unreadable worker in Redis", e);
    }
  }

  private String write(Stored stored) {
    try {
      return json.writeValueAsString(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ApiException refusal(
      HttpStatus status, String code, @Nullable String param, String message) {
    return new ApiException(status, ApiError.INVALID_REQUEST, code, param, message);
  }
}
