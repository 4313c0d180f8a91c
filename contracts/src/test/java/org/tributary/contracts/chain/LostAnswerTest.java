package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** A node that takes a request and closes the connection instead of answering. */
final class LostAnswerTest {
  private static final Pattern METHOD = Pattern.compile("\"method\"\\s*:\\s*\"(\\w+)\"");
  private static final byte[] TRANSACTION = {1, 2, 3};

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final Set<Integer> unanswered = new ConcurrentSkipListSet<>();
  private volatile boolean knowsTransaction;
  private HttpServer node;

  LostAnswerTest() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void start() {
    node.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          Matcher method = METHOD.matcher(body);
          asked.add(method.find() ? method.group(1) : "");
          if (unanswered.contains(asked.size())) {
            exchange.close();
            return;
          }
          byte[] answer = answer(asked.getLast()).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    node.start();
  }

  private String answer(String method) {
    return switch (method) {
      case "eth_chainId" -> "{\"result\":\"0x7a69\"}";
      case "eth_blockNumber" -> "{\"result\":\"0x5\"}";
      case "eth_getTransactionByHash" ->
          knowsTransaction ? "{\"result\":{\"nonce\":\"0x0\"}}" : "{\"result\":null}";
      default -> "{\"result\":\"0x\"}";
    };
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  private Chain chain() {
    Chain chain = Chain.connect(URI.create("http://127.0.0.1:" + node.getAddress().getPort()));
    asked.clear();
    return chain;
  }

  @Test
  void read_isAskedAgainOnce() {
    Chain chain = chain();
    unanswered.add(1);
    assertEquals(5, chain.blockNumber());
    assertEquals(List.of("eth_blockNumber", "eth_blockNumber"), new ArrayList<>(asked));
  }

  @Test
  void read_givesUpWhenTheNodeKeepsSilent() {
    Chain chain = chain();
    unanswered.addAll(List.of(1, 2));
    assertThrows(ChainException.Unreachable.class, chain::blockNumber);
  }

  @Test
  void submit_doesNotSendAgainWhatTheNodeHas() {
    Chain chain = chain();
    unanswered.add(1);
    knowsTransaction = true;
    Bytes32 hash = chain.submit(TRANSACTION);
    assertEquals(Keccak256.hash(TRANSACTION), hash);
    assertEquals(
        List.of("eth_sendRawTransaction", "eth_getTransactionByHash"), new ArrayList<>(asked));
  }

  @Test
  void submit_sendsAgainWhatTheNodeNeverGot() {
    Chain chain = chain();
    unanswered.add(1);
    assertEquals(Keccak256.hash(TRANSACTION), chain.submit(TRANSACTION));
    assertEquals(
        List.of("eth_sendRawTransaction", "eth_getTransactionByHash", "eth_sendRawTransaction"),
        new ArrayList<>(asked));
  }
}
