package org.tributary.inference.engine;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tributary.inference.decoder.Decoder;
import org.tributary.inference.decoder.DecoderModel;
import org.tributary.inference.decoder.StepWidths;
import org.tributary.models.architecture.DecoderConfig;

/**
 * A decoder that notes what it is asked for, and tells of it before it does it; on the engine's
 * thread.
 */
final class WatchedDecoder implements Decoder {
  /** What a decoder was asked for. */
  sealed interface Asked {}

  /** {@code layers} of a chunk of a prompt so long, of which {@code left} were left. */
  record Slice(int promptLength, int from, int layers, int left) implements Asked {}

  /** Rows of the slots. */
  record Step(List<Integer> slots) implements Asked {
    boolean replays() {
      return slots.size() > 1 && Collections.frequency(slots, slots.get(0)) == slots.size();
    }
  }

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Decoder model;
  private volatile Consumer<Asked> before = a -> {};
  private volatile int mostLayers = Integer.MAX_VALUE;

  WatchedDecoder(Decoder model) {
    this.model = model;
  }

  /** Tells {@code watcher}, who may throw. */
  void before(Consumer<Asked> watcher) {
    before = watcher;
  }

  /** However few layers fit in a slice, a chunk must come out the same. */
  void mostLayers(int layers) {
    mostLayers = layers;
  }

  private void note(Asked what) {
    asked.add(what);
    before.accept(what);
  }

  @Override
  public DecoderConfig config() {
    return model.config();
  }

  @Override
  public StepWidths widths() {
    return model.widths();
  }

  @Override
  public DecoderModel.Plan plan() {
    return model.plan();
  }

  @Override
  public Chunk chunk(long[] prompt, int from, int to, int slot) {
    Chunk chunk = model.chunk(prompt, from, to, slot);
    return new Chunk() {
      @Override
      public int layersLeft() {
        return chunk.layersLeft();
      }

      @Override
      public float[] advance(int layers) {
        int some = Math.min(layers, mostLayers);
        note(new Slice(prompt.length, from, some, chunk.layersLeft()));
        return chunk.advance(some);
      }
    };
  }

  @Override
  public float[] step(long[] ids, int[] positions, int[] slots) {
    note(new Step(Arrays.stream(slots).boxed().toList()));
    return model.step(ids, positions, slots);
  }

  @Override
  public void keep(int slot, int start, int prefixBlock) {
    model.keep(slot, start, prefixBlock);
  }

  @Override
  public void restore(int slot, int start, int prefixBlock) {
    model.restore(slot, start, prefixBlock);
  }

  @Override
  public void close() {
    model.close();
  }
}
