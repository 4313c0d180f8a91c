package org.tributary.inference.decoder;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.tributary.models.architecture.DecoderConfig;

/**
 * Finds out whether this machine's steps give a row the same bits whatever the number of rows.
 *
 * <p>Which kernel multiplies depends on shapes, instruction set and threads, never on the numbers
 * in it; one that adds up in another order shows in nearly all of some thousand logits. Where no
 * difference is seen, a step may be as wide as it needs to be, and an answer that is alone need not
 * pay for eight rows.
 */
final class RowTrial {
  private static final List<Integer> WIDTHS = List.of(4, 8, 16);
  private static final int FALLBACK = 8;
  private static final int TRIALS = 2;
  private static final int PROMPT = 24;

  private final DecoderModel model;
  private final SplittableRandom random = new SplittableRandom(1);

  RowTrial(DecoderModel model) {
    this.model = model;
  }

  /** The widths among which every one gives the same bits. */
  StepWidths settle() {
    int widest = WIDTHS.getLast();
    if (model.plan().capacity().positions() < PROMPT + widest) {
      return StepWidths.fixed(FALLBACK);
    }
    for (int trial = 0; trial < TRIALS; trial++) {
      if (!same(ids(PROMPT), ids(widest))) {
        return StepWidths.fixed(FALLBACK);
      }
    }
    return new StepWidths(WIDTHS);
  }

  private boolean same(long[] prompt, long[] ids) {
    DecoderConfig config = model.config();
    int chunk = model.plan().capacity().chunk();
    for (int from = 0; from < prompt.length; from += chunk) {
      model
          .chunk(prompt, from, Math.min(prompt.length, from + chunk), 0)
          .advance(config.layers().size());
    }
    float[] expected = logits(ids, ids.length);
    return WIDTHS.stream().allMatch(width -> Arrays.equals(expected, logits(ids, width)));
  }

  /** Of all {@code ids} after the prompt, {@code width} in a step. */
  private float[] logits(long[] ids, int width) {
    float[] all = new float[ids.length * model.config().vocabulary()];
    for (int from = 0; from < ids.length; from += width) {
      int[] positions = new int[width];
      int first = PROMPT + from;
      Arrays.setAll(positions, row -> first + row);
      float[] some =
          model.step(Arrays.copyOfRange(ids, from, from + width), positions, new int[width], width);
      System.arraycopy(some, 0, all, from * model.config().vocabulary(), some.length);
    }
    return all;
  }

  private long[] ids(int count) {
    return random.longs(count, 0, model.config().vocabulary()).toArray();
  }
}
