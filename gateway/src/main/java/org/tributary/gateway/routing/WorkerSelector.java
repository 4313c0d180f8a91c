package org.tributary.gateway.routing;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * Chooses the least busy worker that serves exactly the model's weights; any of them, where several
 * are as busy. What counts is what this gateway sends it.
 */
@Singleton
public final class WorkerSelector {
  /** A worker draws no more calls to itself by claiming more room than this. */
  private static final int MOST_ROOM = 1_024;

  private final WorkerSource workers;
  private final SecureRandom random;
  private final Map<Address, Integer> running = new ConcurrentHashMap<>();

  public WorkerSelector(WorkerSource workers, SecureRandom random) {
    this.workers = workers;
    this.random = random;
  }

  /** A worker held for one call; close it when the worker's part has ended. */
  public final class Selection implements AutoCloseable {
    private final Worker worker;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Selection(Worker worker) {
      this.worker = worker;
      running.merge(worker.address(), 1, Integer::sum);
    }

    public Worker worker() {
      return worker;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        running.computeIfPresent(worker.address(), (address, n) -> n == 1 ? null : n - 1);
      }
    }
  }

  /** A worker for the model that is not in {@code tried}; empty when there is none left. */
  public Optional<Selection> select(String model, Bytes32 contentHash, Set<Address> tried) {
    List<Worker> able = new ArrayList<>();
    for (Worker worker : workers.live()) {
      if (worker.serves(model, contentHash) && !tried.contains(worker.address())) {
        able.add(worker);
      }
    }
    Collections.shuffle(able, random);
    return able.stream().min(Comparator.comparingDouble(this::load)).map(Selection::new);
  }

  public boolean anyFor(String model, Bytes32 contentHash) {
    return workers.live().stream().anyMatch(w -> w.serves(model, contentHash));
  }

  private double load(Worker worker) {
    return running.getOrDefault(worker.address(), 0)
        / (double) Math.min(MOST_ROOM, worker.maxConcurrent());
  }
}
