package org.tributary.inference.engine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.waiting.WaitingRoom;

/** The one thread of an engine: round after round while there is work, and how it ends. */
public final class EngineLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EngineLoop.class);
  private static final int FAILING = 3;
  private static final long IDLE_POLL_MS = 200;
  private static final long DRAIN_POLL_MS = 20;

  private final WaitingRoom<?> waiting;
  private final Thread thread;
  private volatile boolean closed;

  /** Rounds that failed with none that moved work on between them. */
  private final AtomicInteger failuresInARow = new AtomicInteger();

  /** Set by the engine's thread: work on its way from the queue to a slot counts as work. */
  private volatile boolean idle = true;

  /** What is under way; called on the engine's thread alone. */
  public interface Rounds {
    /** Whether nothing is under way. */
    boolean idle();

    /** Lets in who waits, where there is room, and moves all on. */
    void round();

    /** Ends all that is under way. */
    void failAll(RuntimeException failure);
  }

  /**
   * @param rounds made on the engine's thread
   */
  public EngineLoop(String name, WaitingRoom<?> waiting, Supplier<Rounds> rounds) {
    this.waiting = waiting;
    this.thread = Thread.ofPlatform().name(name).unstarted(() -> run(rounds.get()));
  }

  public void start() {
    thread.start();
  }

  /** What those hear whose work is not ended by itself. */
  public static RuntimeException stopping() {
    return new IllegalStateException("the worker is stopping");
  }

  /** Whether round after round has failed. */
  public boolean failing() {
    return failuresInARow.get() >= FAILING;
  }

  private void run(Rounds rounds) {
    while (!closed) {
      try {
        if (rounds.idle()) {
          idle = true;
          waiting.await(IDLE_POLL_MS);
          idle = false;
        }
        boolean work = !rounds.idle() || waiting.size() > 0;
        rounds.round();
        if (work) {
          failuresInARow.set(0);
        }
      } catch (RuntimeException e) {
        failed(rounds, e);
      } catch (Error e) { // out of memory, for one: nobody may be left waiting for ever
        failed(rounds, new IllegalStateException("the engine failed", e));
      } catch (InterruptedException e) {
        break;
      }
    }
    rounds.failAll(stopping());
  }

  private void failed(Rounds rounds, RuntimeException failure) {
    failuresInARow.incrementAndGet();
    LOG.error("the engine failed; what is in progress ends", failure);
    rounds.failAll(failure);
  }

  /** As {@link ModelEngine#drain} has it. */
  public boolean drain(Duration timeout) throws InterruptedException {
    waiting.close();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (waiting.size() > 0 || !idle) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(DRAIN_POLL_MS);
    }
    return true;
  }

  /**
   * Ends the thread and waits for it, interrupted or not: a model must not be closed while it
   * computes.
   */
  public void close() {
    closed = true;
    waiting.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
