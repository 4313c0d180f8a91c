package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.payment.Usage;
import org.tributary.gateway.prompt.PromptCount;
import org.tributary.gateway.quote.AnswerLimit;

class CallMeterTest {
  private static final PaidWorker WORKER = new PaidWorker("w", Calls.address(1), Calls.address(2));
  private final CallMeter meter =
      new CallMeter(
          new ChatQuote(
              new PromptCount(50, PromptCount.Certainty.EXACT), 10, AnswerLimit.REQUEST, 1_000));

  @Test
  void delivered_isEmptyBeforeAnyWorker() {
    assertEquals(Optional.empty(), meter.delivered());
    assertThrows(IllegalStateException.class, () -> meter.add(Chunks.plain("a")));
  }

  @Test
  void workersCount_isTaken() {
    meter.begin(WORKER);
    meter.add(Chunks.text("abc", 7, 3));

    assertEquals(Optional.of(new Delivery(WORKER, new Usage(7, 3))), meter.delivered());
    assertEquals(10, meter.usage().totalTokens());
  }

  @Test
  void countlessWorker_isCountedByItsEvents() {
    meter.begin(WORKER);
    meter.add(Chunks.opening());
    meter.add(Chunks.plain("a"));
    meter.add(Chunks.plain("b"));
    meter.add(Chunks.plainLast());

    assertEquals(new Usage(0, 2), usage());
  }

  @Test
  void finalUsage_replacesOurEstimate() {
    meter.begin(WORKER);
    meter.add(Chunks.plain("a few words at once"));
    meter.add(Chunks.usage(9, 4));

    assertEquals(new Usage(9, 4), usage());
  }

  @Test
  void finalUsageOfNothing_doesNotUndoWhatWasDelivered() {
    meter.begin(WORKER);
    meter.add(Chunks.plain("a"));
    meter.add(Chunks.usage(0, 0));
    assertEquals(new Usage(0, 1), usage());

    meter.add(Chunks.text("b", 5, 6));
    meter.add(Chunks.usage(2, 1));
    assertEquals(new Usage(5, 6), usage());
  }

  @Test
  void lies_areBoundedByTheQuote() {
    meter.begin(WORKER);
    meter.add(Chunks.text("a", Long.MAX_VALUE, Long.MAX_VALUE));
    assertEquals(new Usage(50, 10), usage());

    meter.begin(WORKER);
    meter.add(Chunks.text("a", Long.MIN_VALUE, Long.MIN_VALUE));
    assertEquals(new Usage(0, 1), usage());
  }

  @Test
  void begin_forgetsTheAttemptBefore() {
    meter.begin(WORKER);
    meter.add(Chunks.text("abc", 7, 3));
    PaidWorker next = new PaidWorker("x", Calls.address(3), Calls.address(4));
    meter.begin(next);

    assertEquals(Optional.of(new Delivery(next, Usage.NONE)), meter.delivered());
    assertEquals(0, meter.usage().totalTokens());
  }

  private Usage usage() {
    return meter.delivered().orElseThrow().usage();
  }
}
