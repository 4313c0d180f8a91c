package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever leaves at whatever moment gives the slot back, and nobody else notices. */
@Timeout(60)
class CancelIT extends WatchedEngine {

  CancelIT() throws Exception {}

  /** Where an answer is when its client leaves. */
  enum Phase {
    MID_CHUNK(1, a -> slice(a) && ((WatchedDecoder.Slice) a).left() == 1),
    BETWEEN_CHUNKS(1, a -> slice(a) && ((WatchedDecoder.Slice) a).from() == CHUNK),
    REPLAYING(41, a -> a instanceof WatchedDecoder.Step s && s.replays()),
    /** While the logits are computed that its first choice would be made from. */
    REPLAYED(2, a -> a instanceof WatchedDecoder.Step s && s.replays()),
    RUNNING(1, a -> false);

    final int resumed;
    final Predicate<WatchedDecoder.Asked> now;

    Phase(int resumed, Predicate<WatchedDecoder.Asked> now) {
      this.resumed = resumed;
      this.now = now;
    }

    private static boolean slice(WatchedDecoder.Asked asked) {
      return asked instanceof WatchedDecoder.Slice s && s.promptLength() == VICTIM;
    }
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void cancel_freesTheSlotAndChangesNoOther(Phase phase) throws Exception {
    decoder.mostLayers(1);
    List<List<Long>> alone = alone(3, 120);
    List<Long> whole = ended(submit(request(VICTIM, 70, 60)));
    List<Long> resumed = whole.subList(0, phase.resumed);
    CompletableFuture<Generation> victim = new CompletableFuture<>();
    AtomicInteger slicesAfter = new AtomicInteger();
    AtomicBoolean gone = new AtomicBoolean();
    decoder.before(asked -> {
      if (gone.get() && asked instanceof WatchedDecoder.Slice s && s.promptLength() == VICTIM) {
        slicesAfter.incrementAndGet();
      }
      if (victim.isDone() && phase.now.test(asked)) {
        victim.join().cancel();
        gone.set(true);
      }
    });
    List<Heard> others = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      others.add(submit(request(20 + 9 * seed, seed, 120)));
    }
    Heard heard =
        new Heard(answered -> {
          if (phase == Phase.RUNNING && answered == 5) {
            victim.join().cancel();
            gone.set(true);
          }
        });
    // Another seed, so that its prompt is not in the prefix cache.
    Generation generation = engine.generation(request(VICTIM, 71, 60, resumed), heard);
    victim.complete(generation);
    engine.enter(List.of(generation));
    for (int seed = 0; seed < 3; seed++) {
      assertEquals(alone.get(seed), ended(others.get(seed)), phase + ", answer " + seed);
    }
    await().until(() -> engine.running() == 0 && engine.queued() == 0);
    assertTrue(gone.get(), "the phase was met");
    assertEquals(0, slicesAfter.get());
    assertFalse(heard.end.isDone());
    assertEquals(phase == Phase.RUNNING ? 4 : 0, heard.ids.size());
    assertEquals(1, registry.counter("tributary.worker.requests", "outcome", "cancelled").count());
    allSlotsServe();
    assertEquals(whole, ended(submit(request(VICTIM, 70, 60))), "and its prompt comes out right");
  }

  @Test
  void cancel_inTheQueue_neverHasASlot() throws Exception {
    List<List<Long>> alone = alone(SLOTS, 60);
    List<Heard> others = new ArrayList<>();
    for (int seed = 0; seed < SLOTS; seed++) {
      others.add(submit(request(20 + 9 * seed, seed, 60)));
    }
    Heard heard = new Heard();
    engine.submit(request(VICTIM, 71, 60), heard).cancel();
    for (int seed = 0; seed < SLOTS; seed++) {
      assertEquals(alone.get(seed), ended(others.get(seed)));
    }
    await().until(() -> engine.running() == 0 && engine.queued() == 0);
    assertTrue(
        decoder.asked.stream()
            .noneMatch(a -> a instanceof WatchedDecoder.Slice s && s.promptLength() == VICTIM));
    assertEquals(List.of(), heard.ids);
    assertEquals(1, registry.counter("tributary.worker.requests", "outcome", "cancelled").count());
  }
}
