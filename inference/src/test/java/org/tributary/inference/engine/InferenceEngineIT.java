package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.inference.waiting.EngineBusyException;
import org.tributary.models.decoder.Precision;

class InferenceEngineIT {
  private static final long[] PROMPT = {2, 70, 80, 90, 0, 3};
  @TempDir private static Path shared = Path.of("");
  private InferenceEngine engine;

  InferenceEngineIT() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    engine =
        InferenceEngine.start(
            TinyModel.fast(shared.resolve("model")),
            EngineSettings.DEFAULT.with(Precision.F32).with(4, 12, 512),
            new SimpleMeterRegistry());
  }

  @BeforeEach
  void isIdle() {
    assertEquals(0, engine.running());
  }

  @AfterEach
  void close() {
    engine.close();
  }

  @Test
  void answers_aloneAndTogether_areTheSame() throws Exception {
    List<String> alone = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Heard heard = new Heard();
      engine.submit(request(i, 60), heard);
      assertEquals(FinishReason.LENGTH, heard.end.get(20, TimeUnit.SECONDS));
      assertEquals(60, heard.answered);
      alone.add(heard.text.toString());
    }
    List<Heard> together = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Heard heard = new Heard();
      together.add(heard);
      submitWhenRoom(request(i, 60), heard);
    }
    for (int i = 0; i < 10; i++) {
      together.get(i).end.get(20, TimeUnit.SECONDS);
      assertEquals(alone.get(i), together.get(i).text.toString(), "answer " + i);
    }
    assertEquals(10, alone.stream().distinct().count(), "seeds must differ for this to say much");
  }

  private void submitWhenRoom(GenerationRequest request, Heard heard) {
    await()
        .ignoreException(EngineBusyException.class)
        .until(() -> engine.submit(request, heard) != null);
  }

  /** The cancel comes on the engine's own thread, so the count at which it stops is exact. */
  @Test
  void cancel_freesTheSlotBeforeTheNextStep() {
    CompletableFuture<Generation> self = new CompletableFuture<>();
    Heard heard =
        new Heard(answered -> {
          if (answered == 5) {
            self.join().cancel();
          }
        });
    self.complete(engine.submit(request(1, 400), heard));
    await().atMost(5, TimeUnit.SECONDS).until(() -> heard.answered == 5 && engine.running() == 0);
    assertFalse(heard.end.isDone(), "a cancelled answer is not told of its end");
  }

  @Test
  void cancel_whileWaiting_leavesTheQueueToOthers() throws Exception {
    List<Generation> running = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      running.add(engine.submit(request(i, 500), new Heard()));
    }
    await().until(() -> engine.running() == 4);
    List<Generation> waiting = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      waiting.add(engine.submit(request(i, 500), new Heard()));
    }
    waiting.forEach(Generation::cancel);
    Heard last = new Heard();
    submitWhenRoom(request(9, 1), last);
    running.forEach(Generation::cancel);
    assertEquals(FinishReason.LENGTH, last.end.get(10, TimeUnit.SECONDS));
  }

  @Test
  void submit_refusesPromptWithoutRoom() {
    long[] full = new long[512];
    GenerationRequest tooLong = new GenerationRequest(full, 1, List.of(), Sampling.GREEDY);
    assertThrows(IllegalArgumentException.class, () -> engine.submit(tooLong, new Heard()));
  }

  @Test
  void answer_endsWhereTheContextEnds() throws Exception {
    long[] almostFull = new long[510];
    java.util.Arrays.fill(almostFull, 70);
    Heard heard = new Heard();
    engine.submit(new GenerationRequest(almostFull, 100, List.of(), Sampling.GREEDY), heard);
    assertEquals(FinishReason.LENGTH, heard.end.get(10, TimeUnit.SECONDS));
    assertEquals(2, heard.answered);
  }

  @Test
  void listenerThatThrows_endsItsOwnAnswerOnly() throws Exception {
    Heard broken =
        new Heard(answered -> {
          throw new IllegalStateException("a listener's fault");
        });
    engine.submit(request(1, 50), broken);
    Heard fine = new Heard();
    engine.submit(request(2, 50), fine);
    assertEquals(FinishReason.LENGTH, fine.end.get(10, TimeUnit.SECONDS));
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> broken.end.get(10, TimeUnit.SECONDS));
    assertInstanceOf(IllegalStateException.class, failure.getCause());
    await().until(() -> engine.running() == 0);
  }

  @Test
  void submit_refusesIdsOutsideTheVocabulary() {
    GenerationRequest unknown =
        new GenerationRequest(new long[] {1_000_000}, 5, List.of(), Sampling.GREEDY);
    assertThrows(IllegalArgumentException.class, () -> engine.submit(unknown, new Heard()));
  }

  @Test
  void close_tellsThoseInProgress() {
    List<Heard> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Heard heard = new Heard();
      all.add(heard);
      engine.submit(request(i, 500), heard);
    }
    engine.close();
    assertTrue(all.stream().allMatch(h -> h.end.isDone()));
    assertThrows(EngineBusyException.class, () -> engine.submit(request(1, 1), new Heard()));
  }

  private static GenerationRequest request(long seed, int maxAnswer) {
    return new GenerationRequest(PROMPT, maxAnswer, List.of(), Sampling.of(1, 0.95, seed));
  }
}
