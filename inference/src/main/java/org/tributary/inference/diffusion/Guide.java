package org.tributary.inference.diffusion;

/**
 * An image to begin from.
 *
 * @param image planes of pixels in [-1, 1]
 * @param strength the part of the way that is gone anew: 1 forgets the image, but for what is kept
 * @param kept for each value 1 where the image stays as it is, 0 where it is drawn anew; empty to
 *     draw all of it anew
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight on, never compared
public record Guide(float[] image, double strength, float[] kept) {
  public Guide {
    if (!(strength > 0 && strength <= 1)) {
      throw new IllegalArgumentException("strength is " + strength + ", not above 0 and up to 1");
    }
    if (kept.length != 0 && kept.length != image.length) {
      throw new IllegalArgumentException("the mask is not of the image's size");
    }
  }

  /** How many of {@code steps} are left to do. */
  public int steps(int steps) {
    return (int) Math.ceil(steps * strength);
  }
}
