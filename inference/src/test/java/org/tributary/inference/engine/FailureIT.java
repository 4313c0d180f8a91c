package org.tributary.inference.engine;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a failing decoder or listener ends, and what it must not. */
@Timeout(60)
class FailureIT extends WatchedEngine {

  FailureIT() throws Exception {}

  @Test
  void modelThatFailsMidChunk_endsThoseInProgress_andServesTheNext() throws Exception {
    for (Throwable fault : List.of(new IllegalStateException("lost"), new OutOfMemoryError("x"))) {
      failsMidChunk(fault);
    }
    allSlotsServe();
  }

  private static boolean isMidChunk(WatchedDecoder.Asked asked) {
    return asked instanceof WatchedDecoder.Slice s && s.promptLength() == VICTIM && s.left() == 1;
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
      if (isMidChunk(asked) && once.compareAndSet(false, true)) {
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

  @Test
  void modelThatFailsAgainAndAgain_isFailing_untilItServesOne() throws Exception {
    decoder.before(asked -> raise(new IllegalStateException("the device is gone")));
    for (int i = 0; i < 3; i++) {
      assertFalse(engine.failing());
      Heard heard = submit(request(10, i, 5));
      assertThrows(ExecutionException.class, () -> heard.end.get(20, TimeUnit.SECONDS));
    }
    await().until(engine::failing);
    decoder.before(asked -> {});
    ended(submit(request(10, 1, 5)));
    await().until(() -> !engine.failing());
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
