package org.tributary.gateway.routing;

import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** Chooses the least busy worker that serves exactly the model's weights. */
@Singleton
public final class WorkerSelector {
  private final WorkerDirectory directory;
  private final Map<Address, AtomicInteger> running = new ConcurrentHashMap<>();

  WorkerSelector(WorkerDirectory directory) {
    this.directory = directory;
  }

  /** A worker held for one call; close it when the worker's part has ended. */
  public final class Selection implements AutoCloseable {
    private final Worker worker;

    private Selection(Worker worker) {
      this.worker = worker;
      counter(worker).incrementAndGet();
    }

    public Worker worker() {
      return worker;
    }

    @Override
    public void close() {
      counter(worker).decrementAndGet();
    }
  }

  /** A worker for the model that is not in {@code tried}; empty when there is none left. */
  public Optional<Selection> select(String model, Bytes32 contentHash, Set<Address> tried) {
    return directory.live().stream()
        .filter(w -> w.serves(model, contentHash) && !tried.contains(w.address()))
        .min(Comparator.comparingDouble(this::load))
        .map(Selection::new);
  }

  public boolean anyFor(String model, Bytes32 contentHash) {
    return directory.live().stream().anyMatch(w -> w.serves(model, contentHash));
  }

  private double load(Worker worker) {
    return counter(worker).get() / (double) worker.maxConcurrent();
  }

  private AtomicInteger counter(Worker worker) {
    return running.computeIfAbsent(worker.address(), a -> new AtomicInteger());
  }
}
