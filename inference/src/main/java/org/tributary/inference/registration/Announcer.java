package org.tributary.inference.registration;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.contracts.worker.WorkerAnnouncement;

/**
 * Tells gateways where this worker is and what it serves, again and again: one signed message is
 * registration and heartbeat, so a gateway that restarts learns of the worker by itself.
 */
public final class Announcer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_LOGGED = 200;

  private final List<URI> gateways;
  private final SigningKey key;
  private final Offer offer;
  private final Duration interval;
  private final Clock clock;
  private final ObjectMapper json;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final ScheduledExecutorService schedule =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("announcer").factory());
  private final Map<URI, Boolean> reached = new HashMap<>();

  /** What the worker offers: where, which models, and how many answers at once. */
  public record Offer(
      String endpoint, List<ServedModel> models, int maxConcurrent, String numericsClass) {}

  public Announcer(
      List<URI> gateways,
      SigningKey key,
      Offer offer,
      Duration interval,
      Clock clock,
      ObjectMapper json) {
    this.gateways = List.copyOf(gateways);
    this.key = key;
    this.offer = offer;
    this.interval = interval;
    this.clock = clock;
    this.json = json;
  }

  public void start() {
    if (!gateways.isEmpty()) {
      schedule.scheduleWithFixedDelay(
          this::announce, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void announce() {
    for (URI gateway : gateways) {
      try {
        HttpResponse<String> response =
            client.send(request(gateway), HttpResponse.BodyHandlers.ofString());
        note(gateway, response.statusCode() / 100 == 2, response.body());
      } catch (IOException | RuntimeException e) {
        // Whatever went wrong, the next round must come: a scheduled task that throws never does.
        note(gateway, false, String.valueOf(e));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private HttpRequest request(URI gateway) throws IOException {
    WorkerAnnouncement announcement =
        new WorkerAnnouncement(
            key.address(),
            offer.endpoint(),
            offer.models(),
            offer.maxConcurrent(),
            offer.numericsClass(),
            clock.instant());
    byte[] body = json.writeValueAsBytes(AnnouncementMessage.of(announcement.sign(key)));
    return HttpRequest.newBuilder(gateway.resolve("/v1/workers"))
        .timeout(TIMEOUT)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  /** Logs changes only: a gateway that is down for an hour is one line, not a thousand. */
  private void note(URI gateway, boolean accepted, String detail) {
    Boolean before = reached.put(gateway, accepted);
    if (before != null && before == accepted) {
      return;
    }
    if (accepted) {
      LOG.info("announced to {}", gateway);
    } else {
      LOG.warn(
          "{} does not take the announcement: {}",
          gateway,
          detail.substring(0, Math.min(MAX_LOGGED, detail.length())));
    }
  }

  @Override
  public void close() {
    schedule.shutdownNow();
    client.shutdownNow();
  }
}
