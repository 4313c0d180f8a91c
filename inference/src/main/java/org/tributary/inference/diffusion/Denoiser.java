package org.tributary.inference.diffusion;

/** A model as samplers see it. */
public interface Denoiser {

  /**
   * The model's output for noisy images, of their length.
   *
   * @param images one after the other, planes of pixels
   * @param times one for each image, 0 for noise to 1 for an image
   * @param captions as encoded, one for each image
   */
  float[] output(float[] images, float[] times, float[] captions);
}
