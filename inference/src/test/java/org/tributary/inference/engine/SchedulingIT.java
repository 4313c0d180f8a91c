package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** What the engine asks its decoder for, round by round, and what others notice of it. */
@Timeout(60)
class SchedulingIT {
  private static final int CHUNK = 32;
  private static final int SLOTS = 4;

  /** Told apart from all other prompts by its length. */
  private static final int VICTIM = 3 * CHUNK + 5;

  @TempDir private static Path folder = Path.of("");

  @BeforeAll
  static void write() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    TinyModel.fast(folder);
  }

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CompletableFuture<WatchedDecoder> watched = new CompletableFuture<>();
  private final InferenceEngine engine;
  private final WatchedDecoder decoder;

  SchedulingIT() throws Exception {
    EngineSettings settings = new EngineSettings(Precision.F32, SLOTS, 16, 512, CHUNK, 2, 1, "cpu");
    engine =
        InferenceEngine.start(
            folder,
            settings,
            registry,
            model -> {
              watched.complete(new WatchedDecoder(model));
              return watched.join();
            });
    decoder = watched.join();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private static long[] prompt(int length, int seed) {
    long[] prompt = new long[length];
    Arrays.setAll(prompt, k -> 10 + (k * 7L + seed * 31L) % 280);
    return prompt;
  }

  private static GenerationRequest request(int length, int seed, int answer, List<Long> resumed) {
    return new GenerationRequest(
        prompt(length, seed),
        resumed.stream().mapToLong(Long::longValue).toArray(),
        answer,
        List.of(),
        Sampling.of(1, 0.95, seed),
        -1,
        "client " + seed % 3);
  }

  private static GenerationRequest request(int length, int seed, int answer) {
    return request(length, seed, answer, List.of());
  }

  private Heard submit(GenerationRequest request) {
    Heard heard = new Heard();
    engine.submit(request, heard);
    return heard;
  }

  private static List<Long> ended(Heard heard) throws Exception {
    heard.end.get(20, TimeUnit.SECONDS);
    return heard.ids;
  }

  /** Up to all slots' answers of two chunks' prompts. */
  private List<List<Long>> alone(int count, int answer) throws Exception {
    List<List<Long>> alone = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      alone.add(ended(submit(request(20 + 9 * seed, seed, answer))));
    }
    return alone;
  }

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

  /** Each of them waits for the others before it goes on: all must have a slot at once. */
  private void allSlotsServe() {
    List<Generation> answers = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      answers.add(engine.submit(request(8, 90 + i, 450), new Heard()));
    }
    await().until(() -> engine.running() == SLOTS);
    answers.forEach(Generation::cancel);
    await().until(() -> engine.running() == 0);
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

  @Test
  void modelThatFailsMidChunk_endsThoseInProgress_andServesTheNext() throws Exception {
    for (Throwable fault : List.of(new IllegalStateException("lost"), new OutOfMemoryError("x"))) {
      failsMidChunk(fault);
    }
    allSlotsServe();
  }

  private static void raise(Throwable fault) {
    if (fault instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) fault;
  }

  private void failsMidChunk(Throwable fault) throws Exception {
    decoder.mostLayers(1);
    int seed = fault instanceof Error ? 75 : 72;
    List<Long> next = ended(submit(request(50, 1, 40)));
    AtomicBoolean once = new AtomicBoolean();
    decoder.before(asked -> {
      if (Phase.MID_CHUNK.now.test(asked) && once.compareAndSet(false, true)) {
        raise(fault);
      }
    });
    List<Heard> inProgress = new ArrayList<>();
    for (int i = 0; i < SLOTS - 1; i++) {
      inProgress.add(submit(request(10, i, 480)));
    }
    await().until(() -> inProgress.stream().allMatch(h -> h.answered > 0));
    inProgress.add(submit(request(VICTIM, seed, 20)));
    Heard queued = submit(request(50, 1, 40));
    for (Heard heard : inProgress) {
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> heard.end.get(20, TimeUnit.SECONDS));
      Throwable cause = failure.getCause();
      assertSame(fault, fault instanceof Error && cause != null ? cause.getCause() : cause);
    }
    assertEquals(next, ended(queued));
    assertEquals(20, ended(submit(request(VICTIM, seed, 20))).size());
  }

  /** Two rows a step: the first two have ended when the second step of the round fails. */
  @Test
  void answerThatEnded_doesNotFailWithTheRest() throws Exception {
    Ends first = new Ends();
    AtomicBoolean armed = new AtomicBoolean();
    decoder.before(asked -> {
      if (first.ends.get() == 1 && asked instanceof WatchedDecoder.Step && !armed.getAndSet(true)) {
        throw new IllegalStateException("lost");
      }
    });
    engine.submit(request(10, 0, 20), first);
    List<Heard> rest = new ArrayList<>();
    for (int i = 1; i < SLOTS; i++) {
      rest.add(submit(request(10, i, 480)));
    }
    for (Heard heard : rest) {
      assertThrows(ExecutionException.class, () -> heard.end.get(20, TimeUnit.SECONDS));
    }
    assertEquals(1, first.ends.get());
    assertEquals(0, first.failures.get());
    allSlotsServe();
  }

  private static class Ends implements GenerationListener {
    final AtomicInteger ends = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();

    @Override
    public void onPiece(Piece piece) {}

    @Override
    public void onEnd(FinishReason reason, Piece last) {
      ends.incrementAndGet();
    }

    @Override
    public void onFailure(RuntimeException failure) {
      failures.incrementAndGet();
    }
  }

  @Test
  void listenerThatFailsAtEverything_harmsNobody() throws Exception {
    List<Long> alone = ended(submit(request(30, 2, 60)));
    Ends broken =
        new Ends() {
          @Override
          public void onPiece(Piece piece) {
            throw new IllegalStateException("a listener's fault");
          }

          @Override
          public void onFailure(RuntimeException failure) {
            super.onFailure(failure);
            throw new IllegalStateException("and again");
          }
        };
    engine.submit(request(30, 1, 60), broken);
    assertEquals(alone, ended(submit(request(30, 2, 60))));
    assertEquals(1, broken.failures.get());
    allSlotsServe();
  }

  @Test
  void close_withAnInterrupt_stillWaitsForTheEngine() throws Exception {
    Heard heard = submit(request(10, 1, 480));
    await().until(() -> heard.answered > 0);
    Thread.currentThread().interrupt();
    engine.close();
    assertTrue(Thread.interrupted());
    assertTrue(heard.end.isDone());
    assertNotEquals(0, heard.ids.size());
  }
}
