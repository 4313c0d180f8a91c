package org.tributary.inference.engine;

import org.tributary.inference.decoder.DecoderModel;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.decoder.Precision;

/**
 * How an engine serves a model.
 *
 * @param slots answers generated at once
 * @param queue answers that may wait
 * @param maxPositions prompt and answer together, at most the model's context
 * @param chunk positions of a prompt computed together, and kept together as a cached prefix
 * @param rows of every step, used or not: an answer then comes out the same alone and in a full
 *     batch. {@link DecoderModel.Plan#SETTLED} finds out at the start which numbers of rows give
 *     the same bits here; 0 computes only the rows in use and is not exact
 * @param prefixCacheMiB memory for cached prefixes; 0 for none
 * @param device "cpu", "gpu0", …; empty takes the first GPU that DJL finds, or else the CPU
 */
public record EngineSettings(
    Precision precision,
    int slots,
    int queue,
    int maxPositions,
    int chunk,
    int rows,
    int prefixCacheMiB,
    String device) {
  public static final EngineSettings DEFAULT =
      new EngineSettings(Precision.BF16, 16, 64, 4096, 128, DecoderModel.Plan.SETTLED, 256, "");

  public EngineSettings {
    if (slots < 1 || queue < 1 || maxPositions < 2) {
      throw new IllegalArgumentException("limits start at 1 slot, 1 in the queue, 2 positions");
    }
    if (chunk < 1 || rows < DecoderModel.Plan.SETTLED || prefixCacheMiB < 0) {
      throw new IllegalArgumentException("chunk, rows and prefix cache are not negative");
    }
  }

  public EngineSettings with(Precision other) {
    return new EngineSettings(
        other, slots, queue, maxPositions, chunk, rows, prefixCacheMiB, device);
  }

  /** The same with other bounds on what it holds. */
  public EngineSettings with(int otherSlots, int otherQueue, int otherPositions) {
    return new EngineSettings(
        precision, otherSlots, otherQueue, otherPositions, chunk, rows, prefixCacheMiB, device);
  }

  /** Positions that a model is served with. */
  int positions(DecoderConfig model) {
    return (int) Math.min(maxPositions, model.context() * model.rope().stretch());
  }

  /** Whether an answer comes out the same whatever else runs. */
  public boolean exact() {
    return rows != 0 || precision == Precision.INT8;
  }
}
