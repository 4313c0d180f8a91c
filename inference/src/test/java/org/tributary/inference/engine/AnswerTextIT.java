package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.engine.GenerationListener.FinishReason;
import org.tributary.inference.engine.GenerationListener.Piece;
import org.tributary.inference.sampling.LogProbs;
import org.tributary.inference.sampling.Sampling;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** Where an answer ends, in text and in model-tokens, interrupted or not. */
class AnswerTextIT {
  private static final int LENGTH = 60;
  private static final long[] PROMPT = {2, 70, 80, 90, 0, 3};
  @TempDir private static Path folder = Path.of("");
  private static CompletableFuture<InferenceEngine> started = new CompletableFuture<>();

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    started.complete(
        InferenceEngine.start(
            TinyModel.fast(folder),
            new EngineSettings(Precision.F32, 4, 16, 512, 32, 4, 0, "cpu"),
            new SimpleMeterRegistry()));
  }

  @AfterAll
  static void close() {
    started.join().close();
  }

  /** An answer's pieces, the last one too. */
  private record Answer(FinishReason reason, List<Piece> pieces) {
    String text() {
      return textTo(pieces.size());
    }

    String textTo(int count) {
      StringBuilder text = new StringBuilder();
      pieces.subList(0, count).forEach(p -> text.append(p.text()));
      return text.toString();
    }

    long[] idsTo(int count) {
      return pieces.stream().limit(count).mapToLong(Piece::id).toArray();
    }
  }

  private static Answer answer(GenerationRequest request) throws Exception {
    List<Piece> pieces = new CopyOnWriteArrayList<>();
    CompletableFuture<FinishReason> end = new CompletableFuture<>();
    started
        .join()
        .submit(
            request,
            new GenerationListener() {
              @Override
              public void onPiece(Piece piece) {
                pieces.add(piece);
              }

              @Override
              public void onEnd(FinishReason reason, Piece last) {
                pieces.add(last);
                end.complete(reason);
              }

              @Override
              public void onFailure(RuntimeException failure) {
                end.completeExceptionally(failure);
              }
            });
    return new Answer(end.get(20, TimeUnit.SECONDS), pieces);
  }

  private static GenerationRequest request(
      long seed, long[] resumed, int answer, List<String> stops, int logProbs) {
    return new GenerationRequest(
        PROMPT, resumed, answer, stops, Sampling.of(0.8, 0.9, seed), logProbs, "");
  }

  private static Answer fresh(long seed, List<String> stops) throws Exception {
    return answer(request(seed, new long[0], LENGTH, stops, -1));
  }

  /** Five characters that begin in one piece and end in another, and are not torn ones. */
  private static List<String> acrossBorders(Answer whole) {
    List<String> stops = new ArrayList<>();
    String text = whole.text();
    for (int piece = 3; piece < LENGTH - 5; piece++) {
      int border = whole.textTo(piece).length();
      int from = border - 2;
      if (from > 0 && from + 5 <= text.length()) {
        String stop = text.substring(from, from + 5);
        if (stop.chars().noneMatch(c -> c == '\uFFFD' || Character.isSurrogate((char) c))) {
          stops.add(stop);
        }
      }
    }
    return stops;
  }

  @Test
  void stop_isFoundAcrossModelTokens_andIsNotPartOfTheText() throws Exception {
    int tried = 0;
    for (int seed = 0; seed < 4; seed++) {
      Answer whole = fresh(seed, List.of());
      for (String stop : acrossBorders(whole)) {
        Answer stopped = fresh(seed, List.of("never \u0001 seen", stop));
        assertEquals(FinishReason.STOP, stopped.reason, stop);
        assertEquals(whole.text().substring(0, whole.text().indexOf(stop)), stopped.text());
        assertTrue(stopped.pieces.size() < LENGTH);
        tried++;
      }
    }
    assertTrue(tried >= 10, "stops tried: " + tried);
  }

  /** The first half of a stop string was delivered, as ids, before the interruption. */
  @Test
  void stop_isFoundAcrossAnInterruption() throws Exception {
    int tried = 0;
    for (int seed = 0; seed < 3; seed++) {
      List<String> stops = acrossBorders(fresh(seed, List.of()));
      for (String stop : stops.subList(0, Math.min(4, stops.size()))) {
        Answer whole = fresh(seed, List.of(stop));
        for (int cut = Math.max(1, whole.pieces.size() - 6); cut < whole.pieces.size(); cut++) {
          Answer rest = answer(request(seed, whole.idsTo(cut), LENGTH, List.of(stop), -1));
          assertEquals(whole.text(), whole.textTo(cut) + rest.text(), stop + " cut at " + cut);
          assertEquals(whole.reason, rest.reason);
          assertEquals(
              whole.pieces.subList(cut, whole.pieces.size()), rest.pieces, "ids, counts and all");
          tried++;
        }
        long[] all = whole.idsTo(whole.pieces.size());
        IllegalArgumentException ended =
            assertThrows(
                IllegalArgumentException.class,
                () -> answer(request(1, all, LENGTH, List.of(stop), -1)));
        assertEquals("the answer to resume has already ended", ended.getMessage());
      }
    }
    assertTrue(tried >= 20, "cuts tried: " + tried);
  }

  /** Characters of several bytes are cut in the middle, too. */
  @Test
  void text_isTheSame_whereverItWasInterrupted() throws Exception {
    for (int seed = 10; seed < 13; seed++) {
      Answer whole = fresh(seed, List.of());
      for (int cut = 1; cut < LENGTH; cut += 4) {
        Answer rest = answer(request(seed, whole.idsTo(cut), LENGTH, List.of(), -1));
        assertEquals(whole.text(), whole.textTo(cut) + rest.text(), seed + " cut at " + cut);
      }
    }
  }

  @Test
  void maxAnswer_countsResumedIds() throws Exception {
    Answer whole = fresh(1, List.of());
    Answer rest = answer(request(1, whole.idsTo(17), 20, List.of(), -1));
    assertEquals(FinishReason.LENGTH, rest.reason);
    assertEquals(List.of(18, 19, 20), rest.pieces.stream().map(Piece::answered).toList());
    IllegalArgumentException none =
        assertThrows(
            IllegalArgumentException.class, () -> request(1, whole.idsTo(20), 20, List.of(), -1));
    assertEquals("max_tokens counts resume_ids too: it must be above 20", none.getMessage());
  }

  @Test
  void promptWithoutRoom_isRefusedWithTheNumbers() {
    IllegalArgumentException full =
        assertThrows(
            IllegalArgumentException.class,
            () -> answer(request(1, new long[506], 600, List.of(), -1)));
    assertEquals(
        "prompt and resume_ids have 512 model-tokens; this worker takes at most 511: shorten them",
        full.getMessage());
  }

  @Test
  void logProbs_comeWithEveryPiece_andAreTheSameAfterAnInterruption() throws Exception {
    Answer whole = answer(request(3, new long[0], LENGTH, List.of(), 4));
    assertEquals(fresh(3, List.of()).text(), whole.text(), "asking changes nothing");
    for (Piece piece : whole.pieces) {
      LogProbs of = piece.logProbs().get(0);
      assertEquals(1, piece.logProbs().size());
      assertEquals(piece.id(), of.chosen().id());
      assertEquals(4, of.likeliest().size());
      double sum = of.likeliest().stream().mapToDouble(e -> Math.exp(e.logProb())).sum();
      assertTrue(sum > 0 && sum <= 1 + 1e-6, "sum " + sum);
      assertTrue(of.chosen().logProb() <= of.likeliest().get(0).logProb());
    }
    Answer rest = answer(request(3, whole.idsTo(23), LENGTH, List.of(), 4));
    assertEquals(whole.pieces.subList(23, LENGTH), rest.pieces);
    assertTrue(fresh(3, List.of()).pieces.stream().allMatch(p -> p.logProbs().isEmpty()));
  }
}
