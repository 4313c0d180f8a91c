package org.tributary.gateway.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.receipt.Receipt;

/** A watcher of a pool on a real chain, whose gateway publishes what the test wants it to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WatcherIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SigningKey key = SigningKey.random();
  private final HttpClient http = HttpClient.newHttpClient();
  private TestOperator operator;
  private HttpServer gateway;
  private WatcherServer server;
  private Path kept;

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    operator = new TestOperator(temporary);
    gateway = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    gateway.createContext(
        "/v1/epochs/",
        exchange -> {
          try (exchange) {
            String[] words = exchange.getRequestURI().getPath().split("/");
            long epoch = Long.parseLong(words[3]);
            Path file =
                words[4].equals("receipts")
                    ? operator.receiptsFile(epoch)
                    : operator.payoutsFile(epoch);
            if (!Files.exists(file)) {
              exchange.sendResponseHeaders(404, -1);
              return;
            }
            exchange.sendResponseHeaders(200, Files.size(file));
            Files.copy(file, exchange.getResponseBody());
          }
        });
    gateway.start();
    kept = temporary.resolve("kept");
    URI at = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort());
    KeptFiles files = new KeptFiles(kept, at, 1 << 20, Duration.ofSeconds(30));
    server =
        WatcherServer.start(
            new Watcher(operator.chain, operator.pool.address(), files, key),
            files,
            new InetSocketAddress("127.0.0.1", 0));
  }

  @AfterAll
  void stop() {
    server.close();
    gateway.stop(0);
    http.close();
    operator.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException {
    return http.send(
        request.uri(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(long epoch, EpochRoots roots, Bytes32 digest)
      throws IOException, InterruptedException {
    String question =
        """
        {"epoch": "%d", "payoutRoot": "%s", "payees": "%d", "total": "%s", "receiptsRoot": "%s",
         "digest": "%s"}
        """
            .formatted(
                epoch,
                roots.payoutRoot(),
                roots.payees(),
                roots.total(),
                roots.receiptsRoot(),
                digest);
    return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(question)), "/");
  }

  private HttpResponse<String> ask(long epoch, EpochRoots roots)
      throws IOException, InterruptedException {
    return ask(epoch, roots, operator.pool.availabilityDigest(epoch, roots));
  }

  @Test
  void aWatcher_signsWhatItHolds_andNothingElse() throws Exception {
    List<Receipt> receipts = operator.receipts(4, 1);
    Draft draft = operator.draft(receipts);
    EpochRoots roots = draft.roots();

    assertRefused(ask(1, roots), 409, "answers 404");
    operator.publish(1, receipts.subList(0, 3), draft);
    assertRefused(ask(1, roots), 409, "not those that were posted");
    assertRefused(ask(1, roots, TestOperator.word(9)), 400, "digest");
    assertRefused(ask(2, roots), 409, "next epoch is 1");
    assertRefused(
        send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString("{}")), "/"),
        400,
        "no question");

    operator.publish(1, receipts, draft);
    HttpResponse<String> answer = ask(1, roots);
    assertEquals(200, answer.statusCode(), answer.body());
    Signature signature =
        JSON.treeToValue(JSON.readTree(answer.body()).path("signature"), Signature.class);
    assertTrue(
        Signatures.isBy(key.address(), operator.pool.availabilityDigest(1, roots), signature));
    assertEquals(answer.body(), ask(1, roots).body());
    assertEquals(
        Files.readString(operator.receiptsFile(1)),
        send(HttpRequest.newBuilder().GET(), "/epoch-1.ndjson").body());

    operator.post(draft);
    operator.activate(draft);
    theNextEpoch();
    assertRefused(send(HttpRequest.newBuilder().GET(), "/../watcher.key"), 404, "epoch-N");
  }

  /** Its table begins with the last one's, which the watcher has kept. */
  private void theNextEpoch() throws Exception {
    List<Receipt> receipts = operator.receipts(2, 1);
    Draft honest = operator.draft(receipts);
    Draft wrong = operator.draft(receipts);
    wrong.leaves.removeLast();
    wrong.commit();
    operator.publish(2, receipts, wrong);
    assertRefused(ask(2, wrong.roots()), 409, "is wrong");
    operator.publish(2, receipts, honest);
    assertEquals(200, ask(2, honest.roots()).statusCode());
    try (var names = Files.list(kept)) {
      assertEquals(4, names.count());
    }
    anotherOneThanWasSigned();
  }

  /** What was kept of epoch 2 is not what was activated: it was rejected, and posted anew. */
  private void anotherOneThanWasSigned() throws Exception {
    List<Receipt> receipts = operator.receipts(3, 1);
    Draft other = operator.draft(receipts);
    operator.publish(2, receipts, other);
    operator.post(other);
    operator.activate(other);
    List<Receipt> more = operator.receipts(1, 1);
    Draft next = operator.draft(more);
    operator.publish(3, more, next);
    HttpResponse<String> answer = ask(3, next.roots());
    assertEquals(200, answer.statusCode(), answer.body());

    Draft again = operator.draft(receipts.subList(0, 1));
    operator.publish(3, receipts.subList(0, 1), again);
    assertEquals(200, ask(3, again.roots()).statusCode());
    Files.copy(
        operator.receiptsFile(2),
        kept.resolve("epoch-2.ndjson"),
        StandardCopyOption.REPLACE_EXISTING);
    Draft third = operator.draft(receipts.subList(1, 2));
    operator.publish(3, receipts.subList(1, 2), third);
    assertRefused(ask(3, third.roots()), 409, "of epoch 2 charged");
  }

  private static void assertRefused(HttpResponse<String> answer, int status, String why)
      throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    JsonNode message = JSON.readTree(answer.body()).path("error").path("message");
    assertTrue(message.asText().contains(why), answer.body());
  }
}
