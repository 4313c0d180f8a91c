package org.tributary.gateway.funding;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.redis.RealRedis;

/** Free money is there on a development chain and nowhere else. */
@ExtendWith(RealRedis.class)
class FaucetIT {
  private final SigningKey visitor = SigningKey.random();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpServer node;
  private FundedStack stack;

  @BeforeEach
  void start(@TempDir Path home, URI redis) throws Exception {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    URI otherNode = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
    stack = new FundedStack(home, redis);
    node.createContext("/", this::answer);
    node.start();
    stack.server.close();
    stack.server = stack.gateway(Map.of("tributary.chain.rpc-url", otherNode.toString()));
  }

  @AfterEach
  void stop() {
    stack.close();
    node.stop(0);
  }

  /** As anvil does, but for its name. */
  private void answer(HttpExchange exchange) throws IOException {
    String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String answer;
    try {
      answer =
          http.send(
                  HttpRequest.newBuilder(stack.anvil.rpcUrl())
                      .header("Content-Type", "application/json")
                      .POST(HttpRequest.BodyPublishers.ofString(asked))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    byte[] bytes = answer.replace("\"anvil/", "\"Geth/").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Test
  void elsewhereThanOnADevelopmentChain_thereIsNone() throws Exception {
    var answer = stack.post("/v1/faucet", Map.of("address", visitor.address().text()), null);

    assertEquals("faucet_unavailable", stack.refused(404, answer));
    assertEquals(0, stack.balance(visitor.address()).signum());
    // The chain itself is reached, and would have given it.
    assertEquals(200, stack.get("/health", null).statusCode());
    stack.server.close();
    stack.server = stack.gateway(Map.of());
    stack.ok(stack.post("/v1/faucet", Map.of("address", visitor.address().text()), null));
    assertEquals(1, stack.balance(visitor.address()).signum());
  }
}
