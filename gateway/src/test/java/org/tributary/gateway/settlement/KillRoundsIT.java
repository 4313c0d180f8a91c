package org.tributary.gateway.settlement;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.ledger.LedgerCommand;
import org.tributary.gateway.settlement.StreamingCaller.Answer;
import org.tributary.gateway.settlement.TestStack.Payer;
import picocli.CommandLine;

/**
 * kill -9 of the gateway, Redis or the chain at random moments under load, as many rounds as {@code
 * -Dkill.rounds} says: what was answered is charged once, and what was charged arrives once.
 */
class KillRoundsIT {

  private static final int ROUNDS = Integer.getInteger("kill.rounds", 3);
  private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
  private static final int CALLERS = 6;
  private static final int MOST_MS_BETWEEN = 2_500;
  private static final Duration PACE = Duration.ofMillis(40);
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** A checkpoint is noted each second; the rest is for a machine that is busy. */
  private static final Duration CHECKPOINT_AND_SLACK = Duration.ofMillis(2_500);

  /** What the gateway had sent, and its caller had not read when it broke off. */
  private static final int STILL_UNDER_WAY = 40;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final List<StreamingCaller> callers = new ArrayList<>();

  @Test
  void kills_chargeEachAnswerOnceAndLandEachClaimOnce(@TempDir Path home) throws Exception {
    Random random = new Random(SEED);
    Map<KillableStack.Part, Integer> kills = new EnumMap<>(KillableStack.Part.class);
    try (PacedWorker worker = new PacedWorker(PACE);
        KillableStack stack = new KillableStack(home, Map.of())) {
      announce(stack, worker);
      Payer payer = stack.setup.payer();
      String accessKey =
          stack.setup.bean(Accounts.class).createKey(payer.account(), "kills").reveal();
      List<Thread> threads = startCallers(stack, accessKey);
      for (int round = 0; round < ROUNDS; round++) {
        int before = complete();
        await().atMost(PATIENCE).until(() -> complete() >= before + CALLERS);
        // The moment of the kill is what is random here; nothing waits for it.
        Thread.sleep(random.nextInt(MOST_MS_BETWEEN));
        KillableStack.Part part =
            KillableStack.Part.values()[random.nextInt(KillableStack.Part.values().length)];
        stack.killAndRestart(part);
        kills.merge(part, 1, Integer::sum);
        System.out.printf("round %d: %s, %d complete%n", round + 1, part, complete());
      }
      stop.set(true);
      for (Thread thread : threads) {
        thread.join();
      }
      awaitEnded(stack, payer);
      BigInteger charged = assertEachAnswerChargedOnce(stack);
      assertEachClaimLanded(stack, payer, charged);
      System.out.printf(
          "seed %d: kills %s, %d answers complete, %d broken off, %s units charged%n",
          SEED, kills, complete(), answers().size() - complete(), charged);
    }
  }

  private void announce(KillableStack stack, PacedWorker worker) throws Exception {
    var hash =
        stack
            .setup
            .bean(AssetCatalogue.class)
            .modelByName(TestStack.MODEL)
            .orElseThrow()
            .contentHash();
    HttpRequest request =
        HttpRequest.newBuilder(stack.gateway("/v1/workers"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(worker.announcement(TestStack.MODEL, hash)))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals(202, answer.statusCode(), answer.body());
  }

  private List<Thread> startCallers(KillableStack stack, String accessKey) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      StreamingCaller caller =
          new StreamingCaller(stack.gateway("/v1/chat/completions"), accessKey, SEED + i, stop);
      callers.add(caller);
      threads.add(Thread.ofVirtual().start(caller));
    }
    return threads;
  }

  private List<Answer> answers() {
    return callers.stream().flatMap(caller -> caller.answers.stream()).toList();
  }

  private int complete() {
    return (int) answers().stream().filter(answer -> answer.complete).count();
  }

  /** Every lease has run out and been swept, whoever held it. */
  private void awaitEnded(KillableStack stack, Payer payer) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() ->
            stack.setup.bean(Accounts.class).find(payer.account()).orElseThrow().reserved() == 0);
  }

  private BigInteger assertEachAnswerChargedOnce(KillableStack stack) throws Exception {
    BigInteger charged = BigInteger.ZERO;
    for (Answer answer : answers()) {
      HttpRequest request =
          HttpRequest.newBuilder(stack.gateway("/v1/receipts/" + answer.id)).build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      long certain = answer.wordsBeforeTheLast(CHECKPOINT_AND_SLACK.toNanos());
      if (response.statusCode() == 404) {
        assertTrue(!answer.complete && certain == 0, answer.id + " was not charged");
        continue;
      }
      JsonNode receipt = JSON.readTree(response.body());
      long words = receipt.at("/usage/completion_tokens").asLong();
      if (answer.complete) {
        assertEquals("complete", receipt.path("status").asText());
        assertEquals(answer.words, words, answer.id);
      } else {
        assertTrue(
            words >= certain && words <= answer.words + STILL_UNDER_WAY,
            "%s: charged %d, delivered %d, of it %d before the last checkpoint"
                .formatted(answer.id, words, answer.words, certain));
      }
      assertEquals(Long.toString(words), receipt.path("charge").asText());
      charged = charged.add(BigInteger.valueOf(words));
    }
    return charged;
  }

  /** Redis, the chain and the pool agree to the last unit, and the books add up. */
  private void assertEachClaimLanded(KillableStack stack, Payer payer, BigInteger charged)
      throws Exception {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() ->
            assertEquals(
                charged,
                new BatchSettlementContract(stack.setup.chain)
                    .state(payer.channel())
                    .totalClaimed()));
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(() -> assertEquals(charged, stack.setup.pool().received()));
    StringWriter text = new StringWriter();
    int[] exit = {1};
    await()
        .atMost(PATIENCE)
        .until(() -> {
          text.getBuffer().setLength(0);
          exit[0] = check(stack, text);
          return exit[0] == 0;
        });
    assertEquals(0, exit[0], text.toString());
  }

  private static int check(KillableStack stack, StringWriter text) throws IOException {
    return new CommandLine(new LedgerCommand())
        .setOut(new PrintWriter(text, true))
        .setErr(new PrintWriter(text, true))
        .execute("check", "--redis", stack.redis().toString(), "--rpc", stack.chain().toString());
  }
}
