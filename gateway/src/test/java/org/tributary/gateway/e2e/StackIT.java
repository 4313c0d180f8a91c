package org.tributary.gateway.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.keys.Address;

/**
 * One story, told in order: up, ask, kill the gateway in the middle of an answer, up again, settle,
 * claim, and see on the chain exactly what the receipts say.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class StackIT {
  private static final BigInteger MILLIONTHS = BigInteger.valueOf(1_000_000);
  private static final Duration LEASE_AND_SWEEP = Duration.ofSeconds(40);

  /** As many at once as the worker has slots, so that none ends by itself before the kill. */
  private static final int PARALLEL = 16;

  private static final Duration BEFORE_THE_KILL = Duration.ofMillis(1_800);
  private static final Duration CHECKPOINT_AND_SLACK = Duration.ofMillis(1_500);

  /** What the gateway had sent and the caller had not yet read when it was counted. */
  private static final int STILL_UNDER_WAY = 20;

  private static final List<String> receipts = new ArrayList<>();
  private static @Nullable LauncherStack stack;

  @TempDir private static Path home = Path.of("");

  @BeforeAll
  static void up() throws Exception {
    String missing = LauncherStack.missing();
    if (!missing.isEmpty()) {
      System.err.println("SKIPPED: the end-to-end test: " + missing);
    }
    Assumptions.assumeTrue(missing.isEmpty(), missing);
    LauncherStack started = new LauncherStack(home);
    started.up();
    stack = started;
  }

  @AfterAll
  static void down() throws Exception {
    if (stack != null) {
      stack.close();
    }
  }

  private static LauncherStack stack() {
    if (stack == null) {
      throw new IllegalStateException("no stack");
    }
    return stack;
  }

  private static OpenAIClient client() throws IOException {
    JsonNode description = stack().description();
    return OpenAIOkHttpClient.builder()
        .baseUrl(description.path("gateway").asText() + "/v1")
        .apiKey(description.path("accessKey").asText())
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams question(String text, double temperature, int most) {
    return asking(text, temperature, most).build();
  }

  /** An answer that goes on to its ceiling: the model-token that ends one is never chosen. */
  private static ChatCompletionCreateParams endless(String text, int most) {
    return asking(text, 2, most)
        .logitBias(
            ChatCompletionCreateParams.LogitBias.builder()
                .putAdditionalProperty("0", JsonValue.from(-100))
                .build())
        .build();
  }

  private static ChatCompletionCreateParams.Builder asking(
      String text, double temperature, int most) {
    return ChatCompletionCreateParams.builder()
        .model("brook-7m")
        .addUserMessage(text)
        .temperature(temperature)
        .seed(7)
        .maxCompletionTokens(most);
  }

  @Test
  @Order(1)
  void secondUp_findsTheRunningStack() throws Exception {
    long gateway = stack().process("gateway").pid();
    assertTrue(stack().up().contains("already running"));
    assertEquals(gateway, stack().process("gateway").pid());
  }

  @Test
  @Order(2)
  void officialClient_getsWholeAnswerAndReceipt() throws Exception {
    ChatCompletion answer =
        client().chat().completions().create(question("What is the capital of Algeria?", 0, 40));
    receipts.add(answer.id());
    assertFalse(answer.choices().getFirst().message().content().orElse("").isBlank());
    JsonNode receipt = stack().getJson("/v1/receipts/" + answer.id());
    assertEquals("complete", receipt.path("status").asText());
    assertEquals(
        answer.usage().orElseThrow().completionTokens(),
        receipt.at("/usage/completion_tokens").asLong());
    assertSplitIsTheCharge(receipt);
  }

  @Test
  @Order(3)
  void officialClient_getsTheSameAnswerAsAStream() throws Exception {
    ChatCompletionCreateParams question = question("Hello", 0, 40);
    ChatCompletion whole = client().chat().completions().create(question);
    receipts.add(whole.id());
    StringBuilder text = new StringBuilder();
    String id = "";
    try (StreamResponse<ChatCompletionChunk> stream =
        client().chat().completions().createStreaming(question)) {
      for (Iterator<ChatCompletionChunk> i = stream.stream().iterator(); i.hasNext(); ) {
        ChatCompletionChunk chunk = i.next();
        id = chunk.id();
        chunk.choices().forEach(c -> text.append(c.delta().content().orElse("")));
      }
    }
    receipts.add(id);
    assertEquals(whole.choices().getFirst().message().content().orElse(""), text.toString());
    assertEquals(
        stack().getJson("/v1/receipts/" + whole.id()).path("charge").asText(),
        stack().getJson("/v1/receipts/" + id).path("charge").asText());
  }

  @Test
  @Order(4)
  void killedGateway_chargesBrokenAnswersOnceToTheirCheckpoint() throws Exception {
    List<BrokenStream> streams = new ArrayList<>();
    for (int i = 0; i < PARALLEL; i++) {
      streams.add(BrokenStream.start(client(), endless("Tell me a long story.", 480)));
    }
    for (BrokenStream stream : streams) {
      stream.awaitDelivering(BEFORE_THE_KILL);
    }
    long killed = System.nanoTime();
    stack().process("gateway").destroyForcibly();
    for (BrokenStream stream : streams) {
      stream.awaitBroken();
    }
    stack().up();
    for (BrokenStream stream : streams) {
      receipts.add(stream.id());
      await()
          .atMost(LEASE_AND_SWEEP)
          .until(() -> stack().get("/v1/receipts/" + stream.id()).statusCode() == 200);
      JsonNode receipt = stack().getJson("/v1/receipts/" + stream.id());
      assertEquals("partial", receipt.path("status").asText());
      long charged = receipt.at("/usage/completion_tokens").asLong();
      int delivered = stream.deliveredUntil(killed);
      int certain = stream.deliveredUntil(killed - CHECKPOINT_AND_SLACK.toNanos());
      assertTrue(
          charged >= certain && charged <= delivered + STILL_UNDER_WAY,
          "charged %d, delivered %d, of it %d before the last checkpoint"
              .formatted(charged, delivered, certain));
      assertSplitIsTheCharge(receipt);
    }
    assertEquals("0", stack().getJson("/v1/accounts/me").path("reserved").asText());
    assertChannelChargedWhatTheReceiptsSay();
  }

  @Test
  @Order(5)
  void settleAndClaim_payOwnersExactlyWhatReceiptsSay() throws Exception {
    Map<String, BigInteger> owed = new HashMap<>();
    for (String id : receipts) {
      for (JsonNode share : stack().getJson("/v1/receipts/" + id).path("split")) {
        owed.merge(
            share.path("payee").asText(),
            new BigInteger(share.path("millionths").asText()),
            BigInteger::add);
      }
    }
    JsonNode description = stack().description();
    Chain chain = Chain.connect(URI.create(description.path("rpcUrl").asText()));
    DevTokenContract erc20 =
        new DevTokenContract(chain, new Address(description.at("/contracts/erc20").asText()));
    Map<String, BigInteger> before = new HashMap<>();
    owed.keySet().forEach(payee -> before.put(payee, erc20.balanceOf(new Address(payee))));
    stack().run("settle");
    stack().run("claim");
    for (Map.Entry<String, BigInteger> entry : owed.entrySet()) {
      BigInteger paid =
          erc20
              .balanceOf(new Address(entry.getKey()))
              .subtract(before.getOrDefault(entry.getKey(), BigInteger.ZERO));
      assertEquals(entry.getValue().divide(MILLIONTHS), paid, "paid to " + entry.getKey());
    }
    assertTrue(stack().run("earnings").contains("escrow"));
  }

  @Test
  @Order(6)
  void down_endsEveryProcess() throws Exception {
    List<ProcessHandle> processes = new ArrayList<>();
    for (String part : List.of("redis", "chain", "worker-brook-7m", "gateway")) {
      processes.add(stack().process(part));
    }
    stack().run("down");
    assertTrue(processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void assertSplitIsTheCharge(JsonNode receipt) {
    BigInteger sum = BigInteger.ZERO;
    for (JsonNode share : receipt.path("split")) {
      sum = sum.add(new BigInteger(share.path("millionths").asText()));
    }
    BigInteger charge = new BigInteger(receipt.path("charge").asText());
    assertEquals(charge.multiply(MILLIONTHS), sum);
    assertEquals(
        charge,
        new BigInteger(receipt.at("/channel/to").asText())
            .subtract(new BigInteger(receipt.at("/channel/from").asText())));
  }

  private static void assertChannelChargedWhatTheReceiptsSay() throws Exception {
    BigInteger charges = BigInteger.ZERO;
    for (String id : receipts) {
      charges =
          charges.add(
              new BigInteger(stack().getJson("/v1/receipts/" + id).path("charge").asText()));
    }
    assertEquals(
        charges, new BigInteger(stack().getJson("/v1/accounts/me").path("spent").asText()));
  }
}
