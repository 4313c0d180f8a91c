package org.tributary.inference.waiting;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * What waits for a slot. Each client has a line of its own, and the client with the fewest of its
 * own running comes next; of equals, the one who has not been served for longest.
 */
public final class WaitingRoom<T extends Waiting> {
  private final int capacity;
  private final int perClient;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();

  /** Lines in the order of their last turn. */
  private final Map<String, Deque<T>> lines = new LinkedHashMap<>();

  private int size;
  private boolean closed;

  /** One client may take three quarters of the room. */
  public WaitingRoom(int capacity) {
    this.capacity = capacity;
    this.perClient = Math.max(1, capacity - capacity / 4);
  }

  /** How many of one client may wait. */
  public int perClient() {
    return perClient;
  }

  /**
   * Lets all of {@code all} of one client in, or none.
   *
   * @throws EngineBusyException if they do not fit
   */
  public void enter(List<T> all) {
    if (all.size() > perClient) {
      throw EngineBusyException.neverFits(perClient);
    }
    lock.lock();
    try {
      String client = all.get(0).client();
      Deque<T> line = lines.getOrDefault(client, new ArrayDeque<>());
      if (closed) {
        throw EngineBusyException.stopped();
      }
      if (size + all.size() > capacity) {
        throw EngineBusyException.full(capacity);
      }
      if (line.size() + all.size() > perClient) {
        throw EngineBusyException.share(line.size());
      }
      line.addAll(all);
      lines.putIfAbsent(client, line);
      size += all.size();
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Who comes next, given how many of each client are running. */
  public Optional<T> next(ToIntFunction<String> running) {
    lock.lock();
    try {
      Optional<T> next = take(lines, running);
      size -= next.isPresent() ? 1 : 0;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Everybody in the order of {@link #next}, as if none of those running ended meanwhile. */
  public List<T> inOrder(ToIntFunction<String> running) {
    Map<String, Deque<T>> left = new LinkedHashMap<>();
    lock.lock();
    try {
      lines.forEach((client, line) -> left.put(client, new ArrayDeque<>(line)));
    } finally {
      lock.unlock();
    }
    Map<String, Integer> started = new HashMap<>();
    List<T> order = new ArrayList<>();
    while (!left.isEmpty()) {
      take(left, client -> running.applyAsInt(client) + started.getOrDefault(client, 0))
          .ifPresent(next -> {
            started.merge(next.client(), 1, Integer::sum);
            order.add(next);
          });
    }
    return order;
  }

  private static <T> Optional<T> take(Map<String, Deque<T>> lines, ToIntFunction<String> running) {
    Optional<String> client = lines.keySet().stream().min(Comparator.comparingInt(running));
    return client.map(best -> {
      Deque<T> line = Objects.requireNonNull(lines.remove(best));
      T next = line.remove();
      if (!line.isEmpty()) {
        lines.put(best, line);
      }
      return next;
    });
  }

  /** Waits for somebody to come or for {@link #close}, no longer than {@code timeoutMs}. */
  public void await(long timeoutMs) throws InterruptedException {
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
  public List<T> removeCancelled() {
    lock.lock();
    try {
      List<T> gone = new ArrayList<>();
      for (Iterator<Deque<T>> i = lines.values().iterator(); i.hasNext(); ) {
        Deque<T> line = i.next();
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
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Everybody, whom nobody will call any more. */
  public List<T> drop() {
    lock.lock();
    try {
      List<T> all = lines.values().stream().flatMap(Deque::stream).toList();
      lines.clear();
      size = 0;
      return all;
    } finally {
      lock.unlock();
    }
  }

  public int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
