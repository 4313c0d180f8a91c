package org.tributary.gateway.routing;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.contracts.worker.WorkerAnnouncement;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@Timeout(30)
@ExtendWith(RealRedis.class)
class WorkerDirectoryIT {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private final SigningKey key = SigningKey.random();
  private final SigningKey stranger = SigningKey.random();
  private final Redis redis;

  WorkerDirectoryIT(Redis redis) {
    this.redis = redis;
  }

  @Test
  void announce_listsTheWorker() {
    WorkerDirectory directory = directory(Duration.ofMinutes(1), 10);
    directory.announce(message(key, "http://127.0.0.1:1", NOW));

    Worker worker = directory.live().getFirst();
    assertEquals(key.address(), worker.address());
    assertEquals(Calls.address(9), worker.payout());
    assertEquals("http://127.0.0.1:1", worker.endpoint().toString());
  }

  @Test
  void announce_earlierOneDoesNotReplaceALaterOne() {
    WorkerDirectory directory = directory(Duration.ofMinutes(1), 10);
    directory.announce(message(key, "http://127.0.0.1:2", NOW));
    directory.announce(message(key, "http://127.0.0.1:1", NOW.minusMillis(1)));
    directory.announce(message(key, "http://127.0.0.1:3", NOW));
    assertEquals("http://127.0.0.1:2", onlyEndpoint(directory));

    directory.announce(message(key, "http://127.0.0.1:4", NOW.plusMillis(1)));
    assertEquals("http://127.0.0.1:4", onlyEndpoint(directory));
  }

  @Test
  void announce_refusesWhatIsStaleOrAhead() {
    WorkerDirectory directory = directory(Duration.ofMinutes(1), 10);
    for (Instant issued : List.of(NOW.minusSeconds(31), NOW.plusSeconds(31), Instant.MAX)) {
      Instant bounded = issued.equals(Instant.MAX) ? Instant.ofEpochMilli(Long.MAX_VALUE) : issued;
      assertRefused(400, "stale_announcement", directory, message(key, "http://a:1", bounded));
    }
  }

  @Test
  void announce_refusesAnothersSignature() {
    AnnouncementMessage mine = message(key, "http://a:1", NOW);
    AnnouncementMessage theirs = message(stranger, "http://a:1", NOW);
    AnnouncementMessage forged =
        new AnnouncementMessage(
            mine.worker(),
            mine.endpoint(),
            mine.models(),
            mine.maxConcurrent(),
            mine.numericsClass(),
            mine.issuedAt(),
            theirs.signature());

    assertRefused(401, "invalid_signature", directory(Duration.ofMinutes(1), 10), forged);
  }

  @Test
  void announce_refusesAWorkerThatIsNotRegistered() {
    assertRefused(
        403,
        "worker_not_registered",
        directory(Duration.ofMinutes(1), 10),
        message(stranger, "http://a:1", NOW));
  }

  @Test
  void announce_refusesWhatCannotBeRead() {
    WorkerDirectory directory = directory(Duration.ofMinutes(1), 10);
    AnnouncementMessage good = message(key, "http://a:1", NOW);
    assertRefused(
        400,
        "invalid_announcement",
        directory,
        new AnnouncementMessage("0x1", "http://a:1", good.models(), 1, "n", 1, "0x"));
    assertRefused(
        400, "invalid_announcement", directory, message(key, "http://169.254.169.254", NOW));
  }

  @Test
  void live_forgetsAWorkerThatFellSilent() {
    WorkerDirectory directory = directory(Duration.ofMillis(200), 10);
    directory.announce(message(key, "http://127.0.0.1:1", NOW));

    await().until(() -> directory.live().isEmpty());
    assertEquals(0, redis.commands().scard("workers"));
  }

  @Test
  void announce_refusesBeyondTheLimitUntilOneFellSilent() {
    SigningKey other = SigningKey.random();
    WorkerDirectory directory = directory(Duration.ofSeconds(3), 1);
    directory.announce(message(key, "http://127.0.0.1:1", NOW));
    assertRefused(503, "too_many_workers", directory, message(other, "http://127.0.0.1:2", NOW));

    await()
        .ignoreExceptionsInstanceOf(ApiException.class)
        .until(() -> {
          directory.announce(message(other, "http://127.0.0.1:2", NOW));
          return true;
        });
    assertEquals("http://127.0.0.1:2", onlyEndpoint(directory));
  }

  private static void assertRefused(
      int status, String code, WorkerDirectory directory, AnnouncementMessage message) {
    ApiException refused = assertThrows(ApiException.class, () -> directory.announce(message));
    assertEquals(code, refused.body().error().code());
    assertEquals(status, refused.status().getCode());
    assertEquals(
        List.of(),
        directory.live().stream().filter(w -> w.endpoint().getHost().equals("a")).toList());
  }

  private static String onlyEndpoint(WorkerDirectory directory) {
    List<Worker> live = directory.live();
    assertEquals(1, live.size());
    return live.getFirst().endpoint().toString();
  }

  private WorkerDirectory directory(Duration ttl, int maxWorkers) {
    RoutingConfig config =
        new RoutingConfig(
            ttl, Duration.ofSeconds(30), Duration.ZERO, Duration.ofMinutes(5), maxWorkers, true);
    return new WorkerDirectory(
        redis,
        worker ->
            worker.equals(stranger.address()) ? Optional.empty() : Optional.of(Calls.address(9)),
        config,
        Clock.fixed(NOW, ZoneOffset.UTC),
        new ObjectMapper());
  }

  private static AnnouncementMessage message(SigningKey key, String endpoint, Instant issuedAt) {
    return AnnouncementMessage.of(
        new WorkerAnnouncement(
                key.address(),
                endpoint,
                List.of(new ServedModel("m", new Bytes32("0x" + "9c".repeat(32)))),
                4,
                "test",
                issuedAt)
            .sign(key));
  }
}
