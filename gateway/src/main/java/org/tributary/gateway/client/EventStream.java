package org.tributary.gateway.client;

import io.micronaut.buffer.netty.NettyByteBufferFactory;
import io.micronaut.core.io.buffer.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Server-sent events from one blocking writer to the one reader, the HTTP server: a write waits
 * until the server can take it, so a slow reader holds its own call back and nothing piles up.
 */
public final class EventStream implements Publisher<ByteBuffer<?>>, Subscription {
  private final Duration readerTimeout;
  private final AtomicBoolean taken = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Subscriber<? super ByteBuffer<?>> subscriber;
  private long demand;
  private boolean ended;
  private boolean gone;
  private boolean stalled;
  private @Nullable Runnable onGone;

  /** A reader that takes nothing for {@code readerTimeout} is taken for gone. */
  public EventStream(Duration readerTimeout) {
    this.readerTimeout = readerTimeout;
  }

  @Override
  public void subscribe(Subscriber<? super ByteBuffer<?>> reader) {
    if (!taken.compareAndSet(false, true)) {
      refuse(reader);
      return;
    }
    reader.onSubscribe(this);
    boolean endedBefore;
    lock.lock();
    try {
      // Only now can the writer see it: nothing may come before onSubscribe has returned.
      subscriber = reader;
      endedBefore = ended && !gone;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (endedBefore) {
      reader.onComplete();
    }
  }

  private static void refuse(Subscriber<?> second) {
    second.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {}

          @Override
          public void cancel() {}
        });
    second.onError(new IllegalStateException("one reader only"));
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      cancel();
      return;
    }
    lock.lock();
    try {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The reader left: the writer is woken, and told. */
  @Override
  public void cancel() {
    Runnable action;
    lock.lock();
    try {
      if (ended || gone) {
        return;
      }
      gone = true;
      action = onGone;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }

  /** Runs {@code action} once when the reader leaves, at once if it has. */
  public void onGone(Runnable action) {
    boolean already;
    lock.lock();
    try {
      onGone = action;
      already = gone;
    } finally {
      lock.unlock();
    }
    if (already) {
      action.run();
    }
  }

  /** Sends one event; waits for the reader, and throws when it has left. */
  public void send(String data) throws ClientGone {
    byte[] event = ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    awaitDemand().onNext(NettyByteBufferFactory.DEFAULT.wrap(event));
  }

  private Subscriber<? super ByteBuffer<?>> awaitDemand() throws ClientGone {
    lock.lock();
    try {
      long nanosLeft = readerTimeout.toNanos();
      while (isOpen() && (demand == 0 || subscriber == null)) {
        nanosLeft = changed.awaitNanos(nanosLeft);
        stalled = nanosLeft <= 0;
      }
      if (!isOpen() || subscriber == null) {
        throw new ClientGone();
      }
      demand--;
      return subscriber;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientGone();
    } finally {
      lock.unlock();
    }
  }

  private boolean isOpen() {
    return !gone && !ended && !stalled;
  }

  /** Ends the stream; only the writer may, so that nothing comes after. */
  public void end() {
    Subscriber<? super ByteBuffer<?>> reader;
    lock.lock();
    try {
      reader = gone || ended ? null : subscriber;
      ended = true;
    } finally {
      lock.unlock();
    }
    if (reader != null) {
      reader.onComplete();
    }
  }
}
