package org.tributary.inference.engine;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.models.architecture.LlamaConfig;
import org.tributary.models.architecture.Precision;
import org.tributary.models.manifest.ContentHash;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.tokenizer.ModelTokenizer;

/**
 * Serves one chat model: requests wait in a bounded queue, join a free slot between steps, and are
 * stepped together on one thread.
 */
public final class ChatEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChatEngine.class);
  private static final long IDLE_POLL_MS = 200;

  private final Limits limits;
  private final ChatModel model;
  private final ModelTokenizer tokenizer;
  private final BlockingQueue<Generation> waiting;
  private final Thread thread;
  private volatile boolean closed;
  private volatile int running;

  /**
   * @param slots answers generated at once
   * @param queue answers that may wait
   * @param maxPositions prompt and answer together, at most the model's context
   */
  public record Limits(int slots, int queue, int maxPositions) {
    public Limits {
      if (slots < 1 || queue < 1 || maxPositions < 2) {
        throw new IllegalArgumentException("limits start at 1 slot, 1 in the queue, 2 positions");
      }
    }

    public static final Limits DEFAULT = new Limits(8, 64, 4096);
  }

  private ChatEngine(Limits limits, ChatModel model, ModelTokenizer tokenizer) {
    this.limits = limits;
    this.model = model;
    this.tokenizer = tokenizer;
    this.waiting = new ArrayBlockingQueue<>(limits.queue());
    this.thread = Thread.ofPlatform().name("engine").unstarted(this::run);
  }

  /** Loads the model of {@code folder}; its archive is kept in {@code cache}. */
  public static ChatEngine start(Path folder, Path cache, Precision precision, Limits limits)
      throws IOException, MalformedModelException {
    int context = LlamaConfig.read(folder.resolve("config.json")).context();
    Limits bounded =
        new Limits(limits.slots(), limits.queue(), Math.min(limits.maxPositions(), context));
    ModelTokenizer tokenizer = ModelTokenizer.open(folder);
    ChatModel model =
        ChatModel.load(folder, cache, precision, bounded.slots(), bounded.maxPositions());
    ChatEngine engine = new ChatEngine(bounded, model, tokenizer);
    engine.thread.start();
    return engine;
  }

  public ContentHash contentHash() {
    return model.contentHash();
  }

  /** Model-tokens of prompt and answer together. */
  public int context() {
    return limits.maxPositions();
  }

  public int slots() {
    return limits.slots();
  }

  /** Answers generated right now. */
  public int running() {
    return running;
  }

  /** Answers that wait for a slot. */
  public int queued() {
    return waiting.size();
  }

  public long[] encode(List<ChatMessage> messages) {
    return tokenizer.encode(messages);
  }

  /**
   * Queues an answer.
   *
   * @throws EngineBusyException when the queue is full
   * @throws IllegalArgumentException when the prompt leaves no room for an answer
   */
  public Generation submit(GenerationRequest request, GenerationListener listener) {
    if (request.promptIds().length == 0 || request.promptIds().length >= limits.maxPositions()) {
      throw new IllegalArgumentException(
          "a prompt has 1 to " + (limits.maxPositions() - 1) + " model-tokens");
    }
    Generation generation = new Generation(request, listener, tokenizer);
    if (closed || !waiting.offer(generation)) {
      throw new EngineBusyException(limits.queue());
    }
    if (closed && waiting.remove(generation)) {
      throw new EngineBusyException(limits.queue());
    }
    return generation;
  }

  private void run() {
    ChatModel.prepareThread();
    Slots slots = new Slots(limits.slots());
    while (!closed) {
      try {
        admit(slots);
        release(slots);
        step(slots);
      } catch (RuntimeException e) {
        LOG.error("the engine failed; answers in progress end", e);
        slots.failAll(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        running = slots.active.size();
      }
    }
    slots.failAll(new IllegalStateException("the worker is stopping"));
  }

  private record Active(Generation generation, int slot) {}

  /** Who generates where; touched by the engine's thread alone. */
  private static final class Slots {
    private final int count;
    private final Deque<Integer> free = new ArrayDeque<>();
    private final List<Active> active = new ArrayList<>();

    Slots(int count) {
      this.count = count;
      freeAll();
    }

    private void freeAll() {
      active.clear();
      free.clear();
      for (int slot = 0; slot < count; slot++) {
        free.add(slot);
      }
    }

    void freeIf(Predicate<Active> ended) {
      active.removeIf(a -> ended.test(a) && free.add(a.slot));
    }

    void failAll(RuntimeException failure) {
      active.forEach(a -> a.generation.fail(failure));
      freeAll();
    }
  }

  /** Takes one waiting request a round, so that running answers stall for one prompt at most. */
  private void admit(Slots slots) throws InterruptedException {
    if (slots.free.isEmpty()) {
      return;
    }
    Generation next =
        slots.active.isEmpty() ? waiting.poll(IDLE_POLL_MS, TimeUnit.MILLISECONDS) : waiting.poll();
    while (next != null && next.cancelled()) {
      next = waiting.poll();
    }
    if (next == null) {
      return;
    }
    int slot = slots.free.remove();
    slots.active.add(new Active(next, slot));
    running = slots.active.size();
    float[] logits = model.prefill(next.request().promptIds(), slot, 0);
    if (!accept(next, logits, 0)) {
      Generation ended = next;
      slots.freeIf(a -> a.generation == ended);
    }
  }

  /** Frees what was cancelled, in the queue too: the gone must not keep others out. */
  private void release(Slots slots) {
    slots.freeIf(a -> a.generation.cancelled());
    waiting.removeIf(Generation::cancelled);
  }

  private void step(Slots slots) {
    List<Active> active = slots.active;
    if (active.isEmpty()) {
      return;
    }
    long[] ids = active.stream().mapToLong(a -> a.generation.lastId()).toArray();
    long[] positions = active.stream().mapToLong(a -> a.generation.position()).toArray();
    long[] rows = active.stream().mapToLong(a -> a.slot).toArray();
    float[] logits = model.step(ids, positions, rows);
    Set<Active> ended = new HashSet<>();
    for (int row = 0; row < active.size(); row++) {
      if (!accept(active.get(row).generation, logits, row)) {
        ended.add(active.get(row));
      }
    }
    slots.freeIf(ended::contains);
  }

  /** Whether the answer goes on; what goes wrong with one answer ends that one alone. */
  private boolean accept(Generation generation, float[] logits, int row) {
    try {
      return generation.accept(logits, row, model, limits.maxPositions());
    } catch (RuntimeException e) {
      LOG.error("an answer failed", e);
      generation.fail(e);
      return false;
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Generation g = waiting.poll(); g != null; g = waiting.poll()) {
      g.fail(new IllegalStateException("the worker is stopping"));
    }
    model.close();
    tokenizer.close();
  }
}
