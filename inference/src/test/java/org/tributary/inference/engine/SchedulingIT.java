package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.waiting.EngineBusyException;

/** What the engine asks its decoder for, round by round. */
@Timeout(60)
class SchedulingIT extends WatchedEngine {

  SchedulingIT() throws Exception {}

  /** Three long prompts at once, too: between two slices every running answer has its step. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void longPrompts_stallRunningAnswersForOneSliceAtATime(int prompts) throws Exception {
    CompletableFuture<Integer> begin = new CompletableFuture<>();
    AtomicInteger slicesSinceStep = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger slices = new AtomicInteger();
    AtomicBoolean watching = new AtomicBoolean();
    decoder.before(asked -> {
      if (asked instanceof WatchedDecoder.Step) {
        slicesSinceStep.set(0);
      } else if (watching.get()) {
        slices.incrementAndGet();
        most.accumulateAndGet(slicesSinceStep.incrementAndGet(), Math::max);
      }
    });
    List<Heard> late = new ArrayList<>();
    Heard running =
        new Heard(answered -> {
          if (answered == 5) {
            watching.set(true);
            for (int i = 0; i < prompts; i++) {
              late.add(submit(request(400 + i, 50 + i, 3)));
            }
            begin.complete(answered);
          }
        });
    engine.submit(request(10, 1, 400), running);
    begin.get(20, TimeUnit.SECONDS);
    for (Heard heard : late) {
      ended(heard);
    }
    watching.set(false);
    assertFalse(running.end.isDone(), "it must have been running all the time");
    assertTrue(slices.get() >= prompts * 13, "slices " + slices);
    assertEquals(1, most.get(), "slices without a step between them");
  }

  @Test
  void choicesOfOnePrompt_enterTogether_andShareItsComputation() throws Exception {
    long[] prompt = prompt(6 * CHUNK + 1, 5);
    List<List<Long>> alone = new ArrayList<>();
    for (int choice = 0; choice < 3; choice++) {
      alone.add(ended(submit(choice(prompt(6 * CHUNK + 1, 4), choice))));
    }
    assertEquals(3, alone.stream().distinct().count(), "choices must differ");
    double before = computed();
    List<Heard> heard = List.of(new Heard(), new Heard(), new Heard());
    List<Generation> choices = new ArrayList<>();
    for (int choice = 0; choice < 3; choice++) {
      choices.add(engine.generation(choice(prompt, choice), heard.get(choice)));
    }
    engine.enter(choices);
    for (Heard each : heard) {
      ended(each);
    }
    assertEquals(6 * CHUNK + 3, computed() - before, "each chunk once, the last position each");
    for (int choice = 0; choice < 3; choice++) {
      assertEquals(heard.get(choice).ids, ended(submit(choice(prompt, choice))));
    }
  }

  private double computed() {
    return registry.counter("tributary.worker.prefill.positions").count();
  }

  private static GenerationRequest choice(long[] prompt, int choice) {
    return new GenerationRequest(prompt, 30, List.of(), Sampling.of(1, 0.95, 7).withChoice(choice));
  }

  @Test
  void drain_waitsForRunningAndQueued() throws Exception {
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 2 * SLOTS; i++) {
      all.add(submit(request(30, i, 60)));
    }
    assertFalse(engine.drain(Duration.ZERO));
    assertThrows(EngineBusyException.class, () -> submit(request(5, 1, 1)));
    assertTrue(engine.drain(Duration.ofSeconds(30)));
    for (Heard heard : all) {
      assertTrue(heard.end.isDone());
      assertEquals(60, heard.ids.size());
    }
    assertEquals(0, engine.running());
  }
}
