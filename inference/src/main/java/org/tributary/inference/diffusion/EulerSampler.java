package org.tributary.inference.diffusion;

import java.util.Arrays;
import org.tributary.models.diffusion.DiffusionConfig;

/** Follows a flow from noise to images in equal steps, each caption against the empty one. */
public final class EulerSampler {
  private final DiffusionModel model;
  private final int steps;
  private final float guidance;

  /**
   * @param guidance how far beyond the empty caption's velocity to go: 1 follows the caption alone
   */
  public EulerSampler(DiffusionModel model, int steps, float guidance) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", not at least 1");
    }
    this.model = model;
    this.steps = steps;
    this.guidance = guidance;
  }

  /**
   * One image for each caption.
   *
   * @param ids the captions, row after row
   * @param noise normally distributed values for each image, at t = 0
   * @return pixels, not yet cut to [-1, 1]
   */
  public float[] sample(long[] ids, float[] noise) {
    int n = ids.length / model.config().captionLength();
    float[] captions = model.encode(withEmpty(ids, model.config()));
    float[] images = noise.clone();
    float[] twice = new float[2 * images.length];
    float[] times = new float[2 * n];
    for (int step = 0; step < steps; step++) {
      System.arraycopy(images, 0, twice, 0, images.length);
      System.arraycopy(images, 0, twice, images.length, images.length);
      Arrays.fill(times, (float) step / steps);
      float[] velocity = model.velocity(twice, times, captions);
      for (int i = 0; i < images.length; i++) {
        float empty = velocity[images.length + i];
        images[i] += (empty + guidance * (velocity[i] - empty)) / steps;
      }
    }
    return images;
  }

  /** The captions, then as many empty ones. */
  private static long[] withEmpty(long[] ids, DiffusionConfig config) {
    long[] all = Arrays.copyOf(ids, 2 * ids.length);
    for (int i = ids.length; i < all.length; i++) {
      all[i] = i % config.captionLength() == 0 ? DiffusionConfig.START : DiffusionConfig.PAD;
    }
    return all;
  }
}
