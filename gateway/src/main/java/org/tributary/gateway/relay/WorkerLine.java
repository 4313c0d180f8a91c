package org.tributary.gateway.relay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call's line to whichever worker serves it now; cutting it ends the call's relay for good. */
public final class WorkerLine implements AutoCloseable {
  private @Nullable WorkerStream<?> current;
  private boolean cut;

  /** Takes {@code next} as the line's stream; a line that was cut closes it at once. */
  public synchronized <E> WorkerStream<E> connect(WorkerStream<E> next) {
    hangUp();
    if (cut) {
      next.close();
    } else {
      current = next;
    }
    return next;
  }

  /** Stops the worker and the reader, from any thread. */
  public synchronized void cut() {
    cut = true;
    notifyAll();
    hangUp();
  }

  /** Waits so long, or until the line is cut; whether it is. */
  public synchronized boolean awaitCut(Duration most) throws InterruptedException {
    long until = System.nanoTime() + most.toNanos();
    for (long left = most.toMillis(); !cut && left > 0; ) {
      wait(left);
      left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    }
    return cut;
  }

  public synchronized boolean isCut() {
    return cut;
  }

  private void hangUp() {
    if (current != null) {
      current.close();
      current = null;
    }
  }

  @Override
  public synchronized void close() {
    hangUp();
  }
}
