package org.tributary.inference.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * Answers that wait for a slot. Each client has a line of its own, and the client with the fewest
 * answers running comes next; of equals, the one who has not been served for longest.
 */
final class WaitingRoom {
  private final int capacity;
  private final int perClient;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  /** Lines in the order of their last turn. */
  private final Map<String, Deque<Generation>> lines = new LinkedHashMap<>();

  private int size;
  private boolean closed;

  /** One client may take three quarters of the room. */
  WaitingRoom(int capacity) {
    this.capacity = capacity;
    this.perClient = Math.max(1, capacity - capacity / 4);
  }

  /** How many of one client may wait. */
  int perClient() {
    return perClient;
  }

  /**
   * Lets all of {@code generations} of one client in, or none.
   *
   * @throws EngineBusyException if they do not fit
   */
  void enter(List<Generation> generations) {
    if (generations.size() > perClient) {
      throw EngineBusyException.neverFits(perClient);
    }
    lock.lock();
    try {
      String client = generations.get(0).client();
      Deque<Generation> line = lines.getOrDefault(client, new ArrayDeque<>());
      if (closed) {
        throw EngineBusyException.stopped();
      }
      if (size + generations.size() > capacity) {
        throw EngineBusyException.full(capacity);
      }
      if (line.size() + generations.size() > perClient) {
        throw EngineBusyException.share(line.size());
      }
      line.addAll(generations);
      lines.putIfAbsent(client, line);
      size += generations.size();
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Who comes next, given how many answers of each client are running. */
  Optional<Generation> next(ToIntFunction<String> running) {
    lock.lock();
    try {
      Map.Entry<String, Deque<Generation>> best = null;
      for (Map.Entry<String, Deque<Generation>> line : lines.entrySet()) {
        if (best == null || running.applyAsInt(line.getKey()) < running.applyAsInt(best.getKey())) {
          best = line;
        }
      }
      if (best == null) {
        return Optional.empty();
      }
      String client = best.getKey();
      Deque<Generation> line = best.getValue();
      lines.remove(client);
      Generation next = line.remove();
      size--;
      if (!line.isEmpty()) {
        lines.put(client, line);
      }
      return Optional.of(next);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for somebody to come or for {@link #close}, no longer than {@code timeoutMs}. */
  void await(long timeoutMs) throws InterruptedException {
    lock.lock();
    try {
      if (size == 0) {
        var _ = arrived.await(timeoutMs, TimeUnit.MILLISECONDS);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets those who have given up go: they must not keep others out. */
  List<Generation> removeCancelled() {
    lock.lock();
    try {
      List<Generation> gone = new ArrayList<>();
      for (Iterator<Deque<Generation>> i = lines.values().iterator(); i.hasNext(); ) {
        Deque<Generation> line = i.next();
        line.removeIf(g -> g.cancelled() && gone.add(g));
        if (line.isEmpty()) {
          i.remove();
        }
      }
      size -= gone.size();
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Everybody, whom nobody will call any more. */
  List<Generation> drop() {
    lock.lock();
    try {
      List<Generation> all = lines.values().stream().flatMap(Deque::stream).toList();
      lines.clear();
      size = 0;
      return all;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
