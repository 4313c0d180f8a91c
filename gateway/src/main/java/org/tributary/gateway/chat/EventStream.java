package org.tributary.gateway.chat;

import io.micronaut.buffer.netty.NettyByteBufferFactory;
import io.micronaut.core.io.buffer.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.tributary.gateway.chat.ChatClient.ClientGone;

/**
 * Server-sent events from one blocking writer to the HTTP server: a write waits until the server
 * can take it, so a slow reader holds its own call back and nothing piles up.
 */
final class EventStream implements Publisher<ByteBuffer<?>>, Subscription {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Subscriber<? super ByteBuffer<?>> subscriber;
  private long demand;
  private boolean cancelled;
  private @Nullable Runnable onGone;

  @Override
  public void subscribe(Subscriber<? super ByteBuffer<?>> reader) {
    lock.lock();
    try {
      subscriber = reader;
    } finally {
      lock.unlock();
    }
    reader.onSubscribe(this);
  }

  @Override
  public void request(long n) {
    lock.lock();
    try {
      demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel() {
    Runnable action;
    lock.lock();
    try {
      cancelled = true;
      action = onGone;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (action != null) {
      action.run();
    }
  }

  void onGone(Runnable action) {
    boolean already;
    lock.lock();
    try {
      onGone = action;
      already = cancelled;
    } finally {
      lock.unlock();
    }
    if (already) {
      action.run();
    }
  }

  /** Sends one event; waits for the reader, and throws when it has left. */
  void send(String data) throws ClientGone {
    awaitDemand()
        .onNext(
            NettyByteBufferFactory.DEFAULT.wrap(
                ("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8)));
  }

  private Subscriber<? super ByteBuffer<?>> awaitDemand() throws ClientGone {
    lock.lock();
    try {
      while (!cancelled && (demand == 0 || subscriber == null)) {
        changed.await();
      }
      if (cancelled || subscriber == null) {
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

  void end() {
    Subscriber<? super ByteBuffer<?>> reader;
    lock.lock();
    try {
      reader = cancelled ? null : subscriber;
      cancelled = true;
    } finally {
      lock.unlock();
    }
    if (reader != null) {
      reader.onComplete();
    }
  }
}
