package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.prompt.PromptCount;
import org.tributary.gateway.quote.AnswerLimit;
import org.tributary.models.openai.ChatUsage;

class CallMeterTest {
  private static final PaidWorker WORKER = new PaidWorker("w", Calls.address(1), Calls.address(2));
  private static final PaidWorker NEXT = new PaidWorker("x", Calls.address(3), Calls.address(4));
  private static final Bytes32 SALT = new Bytes32("0x" + "77".repeat(32));

  private final CallMeter meter =
      new CallMeter(
          new ChatQuote(
              new PromptCount(50, PromptCount.Certainty.EXACT), 10, AnswerLimit.REQUEST, 1_000),
          SALT);

  @Test
  void delivered_isEmptyBeforeAnyWorker() {
    assertEquals(Optional.empty(), meter.delivered());
    assertThrows(IllegalStateException.class, () -> meter.add(Chunks.plain("a")));
  }

  @Test
  void workersCount_isTaken() {
    meter.begin(WORKER);
    meter.add(Chunks.text("abc", 7, 3));

    assertEquals(
        Optional.of(
            new Delivery(
                List.of(new Delivery.Work(WORKER, 3)), Usage.ofText(7, 3), committed("abc"))),
        meter.delivered());
    assertEquals(10, meter.usage().totalTokens());
  }

  @Test
  void countlessWorker_isCountedByItsEvents() {
    meter.begin(WORKER);
    meter.add(Chunks.opening());
    meter.add(Chunks.plain("a"));
    meter.add(Chunks.plain("b"));
    meter.add(Chunks.plainLast());

    assertEquals(Usage.ofText(0, 2), usage());
  }

  @Test
  void finalUsage_replacesOurEstimate() {
    meter.begin(WORKER);
    meter.add(Chunks.plain("a few words at once"));
    meter.add(Chunks.usage(9, 4));

    assertEquals(Usage.ofText(9, 4), usage());
  }

  @Test
  void cachedPrompt_isCountedWhereTheWorkerSaysSo() {
    meter.begin(WORKER);
    meter.add(Chunks.plain("a"));
    meter.add(Chunks.usage(ChatUsage.of(9, 6, 4)));

    assertEquals(new Usage(9, 6, 4, 0), usage());
    assertEquals(6, meter.usage().cachedTokens());
  }

  @Test
  void finalUsageOfNothing_doesNotUndoWhatWasDelivered() {
    meter.begin(WORKER);
    meter.add(Chunks.plain("a"));
    meter.add(Chunks.usage(0, 0));
    assertEquals(Usage.ofText(0, 1), usage());

    meter.add(Chunks.text("b", 5, 6));
    meter.add(Chunks.usage(2, 1));
    assertEquals(Usage.ofText(5, 6), usage());
  }

  @Test
  void lies_areBoundedByTheQuote() {
    meter.begin(WORKER);
    meter.add(Chunks.text("a", Long.MAX_VALUE, Long.MAX_VALUE));
    meter.add(Chunks.usage(ChatUsage.of(1, Long.MAX_VALUE, 1)));
    assertEquals(new Usage(50, 50, 10, 0), usage());

    meter.startOver();
    meter.begin(WORKER);
    meter.add(Chunks.text("a", Long.MIN_VALUE, Long.MIN_VALUE));
    meter.add(Chunks.usage(ChatUsage.of(1, Long.MIN_VALUE, 1)));
    assertEquals(Usage.ofText(1, 1), usage());
  }

  @Test
  void startOver_forgetsTheAttemptBefore() {
    meter.begin(WORKER);
    meter.add(Chunks.text("abc", 7, 3));
    meter.startOver();
    assertEquals(Optional.empty(), meter.delivered());
    meter.begin(NEXT);

    assertEquals(
        Optional.of(new Delivery(List.of(new Delivery.Work(NEXT, 0)), Usage.NONE, committed(""))),
        meter.delivered());
    assertEquals(0, meter.usage().totalTokens());
  }

  @Test
  void begin_leavesToEachWorkerWhatItDelivered() {
    meter.begin(WORKER);
    meter.add(Chunks.text("abc", 7, 3));
    meter.begin(NEXT);
    meter.add(Chunks.text("de", 7, 2));

    assertEquals(
        Optional.of(
            new Delivery(
                List.of(new Delivery.Work(WORKER, 3), new Delivery.Work(NEXT, 2)),
                Usage.ofText(7, 5),
                committed("abcde"))),
        meter.delivered());
    meter.add(Chunks.text("f", 7, Long.MAX_VALUE));
    assertEquals(
        List.of(new Delivery.Work(WORKER, 3), new Delivery.Work(NEXT, 7)),
        meter.delivered().orElseThrow().work());
  }

  @Test
  void workerThatDeliveredNothing_isNotNamed() {
    meter.begin(WORKER);
    meter.add(Chunks.opening());
    meter.begin(NEXT);
    meter.add(Chunks.plain("a"));

    assertEquals(List.of(new Delivery.Work(NEXT, 1)), meter.delivered().orElseThrow().work());
  }

  @Test
  void answer_isCommittedWhole_howeverItWasCut() {
    String smile = "a😀b";
    meter.begin(WORKER);
    meter.add(Chunks.plain(smile.substring(0, 2)));
    meter.add(Chunks.plain(smile.substring(2)));

    assertEquals(committed(smile), meter.delivered().orElseThrow().answer());
  }

  private static Bytes32 committed(String answer) {
    return Commitment.to(SALT, Keccak256.hash(answer.getBytes(StandardCharsets.UTF_8)));
  }

  private Usage usage() {
    return meter.delivered().orElseThrow().usage();
  }
}
