package org.tributary.inference.registration;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.contracts.worker.SignedAnnouncement;

class AnnouncerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  private final SigningKey key = SigningKey.random();

  @Test
  void announce_isSignedByTheWorkersKeyAndSaysWhatItOffers() throws IOException {
    try (FakeGateway gateway = FakeGateway.at(0);
        Announcer announcer = announcer(List.of(gateway.uri()))) {
      announcer.start();
      await().until(() -> !gateway.received.isEmpty());
      SignedAnnouncement signed = gateway.received.getFirst().signed();
      assertTrue(signed.isAuthentic());
      assertEquals(key.address(), signed.announcement().worker());
      assertEquals("http://127.0.0.1:8501", signed.announcement().endpoint());
      assertEquals(NOW, signed.announcement().issuedAt());
      assertEquals("brook", signed.announcement().models().getFirst().name());
      AnnouncementMessage m = gateway.received.getFirst();
      AnnouncementMessage forged =
          new AnnouncementMessage(
              m.worker(),
              "http://elsewhere",
              m.models(),
              m.maxConcurrent(),
              m.numericsClass(),
              m.issuedAt(),
              m.signature());
      assertFalse(forged.signed().isAuthentic());
    }
  }

  @Test
  void announce_comesAgainAndAgain_evenAfterRefusals() throws IOException {
    try (FakeGateway gateway = FakeGateway.at(0);
        Announcer announcer = announcer(List.of(gateway.uri()))) {
      gateway.status = 503;
      announcer.start();
      await().until(() -> gateway.received.size() >= 3);
    }
  }

  @Test
  void announce_survivesAGatewayThatIsAway_andReachesTheOthers() throws IOException {
    int port;
    try (FakeGateway gone = FakeGateway.at(0)) {
      port = gone.port();
    }
    URI away = URI.create("http://127.0.0.1:" + port);
    try (FakeGateway other = FakeGateway.at(0);
        Announcer announcer = announcer(List.of(away, URI.create("nonsense:/x"), other.uri()))) {
      announcer.start();
      await().until(() -> other.received.size() >= 2);
      try (FakeGateway back = FakeGateway.at(port)) {
        await().until(() -> !back.received.isEmpty());
      }
    }
  }

  private Announcer announcer(List<URI> gateways) {
    return new Announcer(
        gateways,
        key,
        new Announcer.Offer(
            "http://127.0.0.1:8501",
            List.of(new ServedModel("brook", new Bytes32("0x" + "ab".repeat(32)))),
            8,
            "test"),
        Duration.ofMillis(20),
        Clock.fixed(NOW, ZoneOffset.UTC),
        JSON);
  }

  /** Takes announcements and keeps them. */
  private static final class FakeGateway implements AutoCloseable {
    final List<AnnouncementMessage> received = new CopyOnWriteArrayList<>();
    volatile int status = 200;
    private final HttpServer server;

    private FakeGateway(HttpServer server) {
      this.server = server;
    }

    static FakeGateway at(int port) throws IOException {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      FakeGateway gateway = new FakeGateway(server);
      server.createContext(
          "/v1/workers",
          exchange -> {
            gateway.received.add(
                JSON.readValue(exchange.getRequestBody(), AnnouncementMessage.class));
            exchange.sendResponseHeaders(gateway.status, -1);
            exchange.close();
          });
      server.start();
      return gateway;
    }

    int port() {
      return server.getAddress().getPort();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + port());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
