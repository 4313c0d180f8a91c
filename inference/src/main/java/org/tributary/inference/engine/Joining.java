package org.tributary.inference.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.decoder.Decoder;
import org.tributary.models.architecture.Rope;

/**
 * An answer on its way to running: cached chunks of its prompt are restored, the others computed,
 * and what was delivered before an interruption is put through the same steps that made it.
 */
final class Joining {
  /** Rows of a replayed step where their number does not matter. */
  private static final int FREE_ROWS = 8;

  private final Generation generation;
  private final int slot;
  private final Decoder model;
  private final PrefixCache prefixes;
  private final EngineMetrics metrics;
  private final long[] prompt;
  private final long[] resumed;
  private final int chunkSize;
  private final long kind;
  private int done;
  private Decoder.@Nullable Chunk chunk;

  /** What a call of {@link #advance} came to. */
  sealed interface Progress {}

  /** The same chunk goes on: its state is in the model, and no other may begin. */
  record WithinChunk() implements Progress {}

  /** Others may have a turn. */
  record ChunkDone() implements Progress {}

  /** The first or next model-token can be chosen. */
  @SuppressWarnings("ArrayRecordComponent") // handed on at once
  record PromptDone(float[] logits, int offset) implements Progress {}

  Joining(
      Generation generation, int slot, Decoder model, PrefixCache prefixes, EngineMetrics metrics) {
    this.generation = generation;
    this.slot = slot;
    this.model = model;
    this.prefixes = prefixes;
    this.metrics = metrics;
    this.prompt = generation.request().promptIds();
    this.resumed = generation.request().resumeIds();
    this.chunkSize = model.plan().capacity().chunk();
    this.kind = kind(model.config().rope(), prompt.length);
  }

  /** Prompts whose positions are rotated alike share prefixes. */
  private static long kind(Rope rope, int length) {
    boolean stretched =
        rope.dependsOnLength()
            && !Arrays.equals(rope.inverseFrequencies(length), rope.inverseFrequencies(1));
    return stretched ? length : 0;
  }

  Generation generation() {
    return generation;
  }

  int slot() {
    return slot;
  }

  /** Positions that are in the cache. */
  int done() {
    return done;
  }

  /**
   * One slice of work.
   *
   * @param alone nobody waits for its end, so that it may be a whole chunk; else as long as {@code
   *     pace} allows
   */
  Progress advance(Pace pace, boolean alone) {
    return done < prompt.length ? prefill(pace, alone) : replay();
  }

  /** Before every chunk: another answer to the same prompt may have computed it since the last. */
  private Decoder.Chunk begin() {
    List<Integer> blocks = prefixes.find(kind, prompt);
    int before = done;
    for (int block : blocks.subList(Math.min(done / chunkSize, blocks.size()), blocks.size())) {
      model.restore(slot, done, block);
      done += chunkSize;
    }
    int to = Math.min(prompt.length, done + chunkSize);
    metrics.prefix(done - before, to - done);
    return model.chunk(prompt, done, to, slot);
  }

  private Progress prefill(Pace pace, boolean alone) {
    if (chunk == null) {
      chunk = begin();
    }
    int to = Math.min(prompt.length, done + chunkSize);
    int size = to - done;
    int left = chunk.layersLeft();
    int layers = alone ? left : Math.min(pace.layers(size), left);
    long start = System.nanoTime();
    float[] logits = chunk.advance(layers);
    long nanos = System.nanoTime() - start;
    pace.advanced(nanos, left - chunk.layersLeft(), size);
    if (chunk.layersLeft() > 0) {
      metrics.prefilled(nanos, 0);
      return new WithinChunk();
    }
    metrics.prefilled(nanos, size);
    chunk = null;
    int from = done;
    done = to;
    if (size == chunkSize) {
      prefixes.keep(kind, prompt, from, block -> model.keep(slot, from, block));
    }
    return done == prompt.length && resumed.length == 0
        ? new PromptDone(logits, 0)
        : new ChunkDone();
  }

  /** The next of the resumed ids, as many as a step has rows. */
  private Progress replay() {
    int from = done - prompt.length;
    int rows = Math.min(model.widths().widest(FREE_ROWS), resumed.length - from);
    int[] at = new int[rows];
    int first = done;
    Arrays.setAll(at, i -> first + i);
    int[] slots = new int[rows];
    Arrays.fill(slots, slot);
    float[] logits = model.step(Arrays.copyOfRange(resumed, from, from + rows), at, slots);
    done += rows;
    return done == prompt.length + resumed.length
        ? new PromptDone(logits, (rows - 1) * model.config().vocabulary())
        : new ChunkDone();
  }
}
