package org.tributary.gateway.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends what parallel callers ask for at nearly the same moment in one go: to wake the connection's
 * thread for each command was among the dearest parts of a paid call.
 */
final class Outbox {

  /** A longer wait for more would leave Redis without work, and then the gateway. */
  private static final int MOST_AT_ONCE = 8;

  private final StatefulConnection<String, String> connection;
  private final Queue<AsyncCommand<String, String, ?>> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger sinceSent = new AtomicInteger();
  private final AtomicBoolean isDue = new AtomicBoolean();

  Outbox(StatefulConnection<String, String> connection) {
    this.connection = connection;
  }

  /**
   * The command leaves as soon as those threads that are ready to run have asked for theirs, or as
   * one of {@value #MOST_AT_ONCE}.
   */
  <T> RedisFuture<T> send(RedisCommand<String, String, T> command) {
    AsyncCommand<String, String, T> asked = new AsyncCommand<>(command);
    waiting.add(asked);
    if (sinceSent.incrementAndGet() >= MOST_AT_ONCE) {
      sendAll();
    } else if (isDue.compareAndSet(false, true)) {
      Thread.startVirtualThread(this::sendSoon);
    }
    return asked;
  }

  private void sendSoon() {
    Thread.yield();
    // First: what is asked for from here on is taken along, or has somebody else started.
    isDue.set(false);
    sendAll();
  }

  private void sendAll() {
    sinceSent.set(0);
    List<AsyncCommand<String, String, ?>> commands = new ArrayList<>();
    for (var next = waiting.poll(); next != null; next = waiting.poll()) {
      commands.add(next);
    }
    try {
      if (!commands.isEmpty()) {
        connection.dispatch(commands);
      }
    } catch (RuntimeException e) {
      // Whatever it is, somebody waits for an answer: a closed connection fails in several ways.
      commands.forEach(command -> command.completeExceptionally(e));
    }
  }
}
