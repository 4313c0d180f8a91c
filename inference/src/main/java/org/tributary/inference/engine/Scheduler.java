package org.tributary.inference.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.decoder.Decoder;
import org.tributary.inference.sampling.Sampler;
import org.tributary.inference.waiting.WaitingRoom;

/**
 * Moves all answers of an engine on, a round at a time: lets in who fits, computes one slice of one
 * prompt, and one step of every running answer.
 *
 * <p>A slice takes about as long as a step, so that a running answer never waits for more than one
 * of them. Used by the engine's thread alone.
 */
final class Scheduler implements EngineLoop.Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);

  private final Decoder model;
  private final EngineSettings settings;
  private final WaitingRoom<Generation> waiting;
  private final EngineMetrics metrics;
  private final Sampler.Workspace workspace;
  private final PrefixCache prefixes;
  private final Pace pace = new Pace();
  private final int positions;

  private final Deque<Integer> freeSlots = new ArrayDeque<>();

  /** Answers whose prompt is being computed; the first has the turn. */
  private final Deque<Joining> joining = new ArrayDeque<>();

  private final List<Running> running = new ArrayList<>();

  private record Running(Generation generation, int slot) {}

  Scheduler(
      Decoder model,
      EngineSettings settings,
      WaitingRoom<Generation> waiting,
      EngineMetrics metrics) {
    this.model = model;
    this.settings = settings;
    this.waiting = waiting;
    this.metrics = metrics;
    this.positions = model.plan().capacity().positions();
    this.workspace = new Sampler.Workspace(model.config().vocabulary());
    this.prefixes = new PrefixCache(settings.chunk(), model.plan().capacity().blocks());
    freeAllSlots();
  }

  private void freeAllSlots() {
    freeSlots.clear();
    for (int slot = 0; slot < settings.slots(); slot++) {
      freeSlots.add(slot);
    }
  }

  @Override
  public boolean idle() {
    return joining.isEmpty() && running.isEmpty();
  }

  @Override
  public void round() {
    dropCancelled();
    admit();
    reportLoad();
    advancePrompt();
    step();
    reportLoad();
  }

  private void reportLoad() {
    metrics.load(joining.size() + running.size(), positionsUsed());
  }

  private int positionsUsed() {
    return joining.stream().mapToInt(Joining::done).sum()
        + running.stream().mapToInt(r -> r.generation.position()).sum();
  }

  /** Frees what was cancelled, in the queue too: the gone must not keep others out. */
  private void dropCancelled() {
    waiting.removeCancelled().forEach(g -> metrics.cancelled());
    joining.removeIf(j -> j.generation().cancelled() && cancelled(j.slot()));
    running.removeIf(r -> r.generation.cancelled() && cancelled(r.slot));
  }

  private boolean cancelled(int slot) {
    metrics.cancelled();
    return freeSlots.add(slot);
  }

  private void admit() {
    while (!freeSlots.isEmpty()) {
      Optional<Generation> next = waiting.next(this::runningOf);
      if (next.isEmpty()) {
        return;
      }
      Generation generation = next.get();
      if (generation.cancelled()) {
        metrics.cancelled();
        continue;
      }
      generation.begin();
      joining.add(new Joining(generation, freeSlots.remove(), model, prefixes, metrics));
    }
  }

  private int runningOf(String client) {
    return (int)
        (joining.stream().filter(j -> j.generation().client().equals(client)).count()
            + running.stream().filter(r -> r.generation.client().equals(client)).count());
  }

  /** One slice of the prompt whose turn it is; after a whole chunk the next prompt has its turn. */
  private void advancePrompt() {
    Joining first = joining.peek();
    if (first == null) {
      return;
    }
    Joining.Progress progress = first.advance(pace, running.isEmpty());
    switch (progress) {
      case Joining.WithinChunk() -> {}
      case Joining.ChunkDone() -> joining.add(joining.remove());
      case Joining.PromptDone(float[] logits, int offset) -> {
        joining.remove();
        if (accept(first.generation(), logits, offset)) {
          running.add(new Running(first.generation(), first.slot()));
        } else {
          freeSlots.add(first.slot());
        }
      }
    }
  }

  private void step() {
    if (running.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    int widest = model.widths().widest(settings.slots());
    Set<Running> ended = new HashSet<>();
    for (int from = 0; from < running.size(); from += widest) {
      List<Running> rows = running.subList(from, Math.min(running.size(), from + widest));
      float[] logits = step(rows);
      for (int row = 0; row < rows.size(); row++) {
        if (!accept(rows.get(row).generation, logits, row * model.config().vocabulary())) {
          ended.add(rows.get(row));
        }
      }
    }
    pace.stepped(System.nanoTime() - start);
    running.removeIf(r -> ended.contains(r) && freeSlots.add(r.slot));
  }

  private float[] step(List<Running> rows) {
    long[] ids = rows.stream().mapToLong(r -> r.generation.lastId()).toArray();
    int[] at = rows.stream().mapToInt(r -> r.generation.position()).toArray();
    int[] slots = rows.stream().mapToInt(r -> r.slot).toArray();
    long start = System.nanoTime();
    float[] logits = model.step(ids, at, slots);
    metrics.stepped(System.nanoTime() - start, rows.size());
    return logits;
  }

  /** Whether the answer goes on; what goes wrong with one answer ends that one alone. */
  private boolean accept(Generation generation, float[] logits, int offset) {
    try {
      return generation.accept(logits, offset, workspace, positions);
    } catch (RuntimeException e) {
      LOG.error("an answer failed", e);
      generation.fail(e);
      return false;
    }
  }

  /** Ends all answers that have a slot. */
  @Override
  public void failAll(RuntimeException failure) {
    joining.forEach(j -> j.generation().fail(failure));
    running.forEach(r -> r.generation.fail(failure));
    joining.clear();
    running.clear();
    freeAllSlots();
    metrics.load(0, 0);
  }
}
