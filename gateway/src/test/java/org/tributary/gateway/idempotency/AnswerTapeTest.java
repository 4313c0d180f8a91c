package org.tributary.gateway.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.payment.AnswerPart;

class AnswerTapeTest {

  @Test
  void off_keepsNothing() {
    AnswerTape tape = AnswerTape.off();
    tape.record("event");

    assertEquals(AnswerPart.NONE, tape.next());
  }

  @Test
  void whatIsNotKept_comesAgainWithMore() {
    AnswerTape tape = AnswerTape.upTo(100);
    assertTrue(tape.next().isNone());
    tape.record("a");
    assertEquals(List.of("a"), unpack(0, tape.next()));
    tape.record("b");
    assertEquals(List.of("a", "b"), unpack(0, tape.next()));
    tape.record("c");
    tape.kept();
    assertEquals(List.of("c"), unpack(1, tape.next()));
    tape.kept();
    tape.kept();
    assertTrue(tape.next().isNone());
  }

  @Test
  void tooLong_isKeptAsThat() {
    AnswerTape tape = AnswerTape.upTo(4);
    tape.record("1234");
    assertEquals(List.of("1234"), unpack(0, tape.next()));
    tape.kept();
    tape.record("5");
    tape.record("6");

    assertEquals(new AnswerPart(1, AnswerPart.TOO_LONG), tape.next());
  }

  /** However often keeping fails in between, a repeat gets what was delivered. */
  @Property(tries = 200)
  void kept_isWhatWasRecorded(
      @ForAll @Size(min = 1, max = 30)
          List<@StringLength(min = 1, max = 20) @CharRange(from = ' ', to = '\uD7FF') String>
              events,
      @ForAll Random random) {
    AnswerTape tape = AnswerTape.upTo(1_000);
    Map<Integer, String> stored = new TreeMap<>();
    for (String event : events) {
      tape.record(event);
      if (random.nextBoolean()) {
        AnswerPart part = tape.next();
        if (!part.isNone() && random.nextBoolean()) {
          stored.put(part.number(), part.text());
          if (random.nextBoolean()) {
            tape.kept();
          }
        }
      }
    }
    AnswerPart last = tape.next();
    if (!last.isNone()) {
      stored.put(last.number(), last.text());
    }

    assertEquals(events, PackedEvents.unpack(List.copyOf(stored.values())));
  }

  private static List<String> unpack(int number, AnswerPart part) {
    assertEquals(number, part.number());
    return PackedEvents.unpack(List.of(part.text()));
  }
}
