package org.tributary.gateway.redis;

import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisFuture;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Waits for answers and gives up on those that are late. Callers wait without a limit of their own:
 * each such limit would wake a timer's thread, twice for every paid call.
 */
final class AnswerWatch {

  private static final int LOOKS_PER_TIMEOUT = 20;

  private final Duration timeout;
  private final Queue<Awaited> awaited = new ConcurrentLinkedQueue<>();
  private volatile boolean isClosed;

  /** {@code untilNanos} is compared with the system's nano time. */
  private record Awaited(RedisFuture<?> answer, long untilNanos) {

    boolean isEndedBy(long now) {
      if (!answer.isDone() && now - untilNanos >= 0) {
        answer.cancel(true);
      }
      return answer.isDone();
    }
  }

  /** Looks for late answers until {@code executors} are shut down. */
  AnswerWatch(Duration timeout, EventExecutorGroup executors) {
    this.timeout = timeout;
    long every = Math.max(1, timeout.toNanos() / LOOKS_PER_TIMEOUT);
    executors.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    awaited.removeIf(each -> each.isEndedBy(now));
  }

  /** Nobody waits any longer, nor from now on. */
  void close() {
    isClosed = true;
    awaited.forEach(each -> each.answer().cancel(true));
  }

  <T> T await(RedisFuture<T> answer) {
    if (!answer.isDone()) {
      awaited.add(new Awaited(answer, System.nanoTime() + timeout.toNanos()));
      if (isClosed) {
        answer.cancel(true);
      }
    }
    try {
      return LettuceFutures.awaitOrCancel(answer, 0, TimeUnit.NANOSECONDS);
    } catch (CancellationException late) {
      throw new RedisCommandTimeoutException("Redis did not answer within " + timeout);
    }
  }
}
