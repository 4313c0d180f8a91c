package org.tributary.inference.engine;

import ai.djl.MalformedModelException;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.models.architecture.LlamaConfig;
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

  /**
   * @param slots answers generated at once
   * @param queue answers that may wait
   * @param maxPositions prompt and answer together, at most the model's context
   */
  public record Limits(int slots, int queue, int maxPositions) {
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
  public static ChatEngine start(Path folder, Path cache, Limits limits)
      throws IOException, MalformedModelException {
    int context = LlamaConfig.read(folder.resolve("config.json")).context();
    Limits bounded =
        new Limits(limits.slots(), limits.queue(), Math.min(limits.maxPositions(), context));
    ChatModel model = ChatModel.load(folder, cache, bounded.slots(), bounded.maxPositions());
    ChatEngine engine = new ChatEngine(bounded, model, ModelTokenizer.open(folder));
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
    return generation;
  }

  private void run() {
    ChatModel.prepareThread();
    Deque<Integer> freeSlots = new ArrayDeque<>();
    for (int slot = 0; slot < limits.slots(); slot++) {
      freeSlots.add(slot);
    }
    List<Active> active = new ArrayList<>();
    while (!closed) {
      try {
        admit(active, freeSlots);
        release(active, freeSlots);
        step(active, freeSlots);
      } catch (EngineException e) {
        LOG.error("the engine failed; answers in progress end", e);
        active.forEach(a -> a.generation.fail(e));
        active.forEach(a -> freeSlots.add(a.slot));
        active.clear();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private record Active(Generation generation, int slot) {}

  /** Takes one waiting request a round, so that running answers stall for one prompt at most. */
  private void admit(List<Active> active, Deque<Integer> freeSlots) throws InterruptedException {
    if (freeSlots.isEmpty()) {
      return;
    }
    Generation next =
        active.isEmpty() ? waiting.poll(IDLE_POLL_MS, TimeUnit.MILLISECONDS) : waiting.poll();
    if (next == null || next.cancelled()) {
      return;
    }
    int slot = freeSlots.remove();
    float[] logits;
    try {
      logits = model.prefill(next.request().promptIds(), slot, 0);
    } catch (EngineException e) {
      freeSlots.add(slot);
      next.fail(e);
      throw e;
    }
    if (next.accept(logits, 0, model, limits.maxPositions())) {
      active.add(new Active(next, slot));
    } else {
      freeSlots.add(slot);
    }
  }

  private static void release(List<Active> active, Deque<Integer> freeSlots) {
    active.removeIf(a -> {
      boolean gone = a.generation.cancelled();
      if (gone) {
        freeSlots.add(a.slot);
      }
      return gone;
    });
  }

  private void step(List<Active> active, Deque<Integer> freeSlots) {
    if (active.isEmpty()) {
      return;
    }
    long[] ids = active.stream().mapToLong(a -> a.generation.lastId()).toArray();
    long[] positions = active.stream().mapToLong(a -> a.generation.position()).toArray();
    long[] slots = active.stream().mapToLong(a -> a.slot).toArray();
    float[] logits = model.step(ids, positions, slots);
    List<Active> ended = new ArrayList<>();
    for (int row = 0; row < active.size(); row++) {
      if (!active.get(row).generation.accept(logits, row, model, limits.maxPositions())) {
        ended.add(active.get(row));
      }
    }
    ended.forEach(a -> freeSlots.add(a.slot));
    active.removeAll(ended);
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting.forEach(g -> g.fail(new IllegalStateException("the worker is stopping")));
    model.close();
    tokenizer.close();
  }
}
