package org.tributary.inference.image;

import org.jspecify.annotations.Nullable;
import org.tributary.inference.diffusion.Guide;
import org.tributary.inference.diffusion.Sampler;

/**
 * One image that is asked for; the same request gives the same image.
 *
 * @param caption what it is to show
 * @param negative what guidance leads away from; empty for the empty caption
 * @param seed of its noise
 * @param steps from noise to image
 * @param guidance how far beyond the negative caption to go: 1 follows the caption alone
 * @param guide an image to begin from; null for noise alone
 * @param client whose request this is
 */
public record ImageRequest(
    String caption,
    String negative,
    long seed,
    int steps,
    double guidance,
    Sampler sampler,
    @Nullable Guide guide,
    String client) {

  /** Beyond these, time is spent and nothing is gained. */
  public static final int MAX_STEPS = 200;

  public static final double MAX_GUIDANCE = 30;

  public ImageRequest {
    if (steps < 1 || steps > MAX_STEPS) {
      throw new IllegalArgumentException("steps is " + steps + ", not from 1 to " + MAX_STEPS);
    }
    if (!(guidance >= 0 && guidance <= MAX_GUIDANCE)) {
      throw new IllegalArgumentException(
          "guidance is " + guidance + ", not from 0 to " + MAX_GUIDANCE);
    }
  }

  /** Steps that are done: fewer where it begins from another image. */
  int stepsToDo() {
    return guide == null ? steps : guide.steps(steps);
  }
}
