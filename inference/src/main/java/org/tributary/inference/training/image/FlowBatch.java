package org.tributary.inference.training.image;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Images and the noise they are mixed with, row after row.
 *
 * @param clean pixels in [-1, 1], a red, a green and a blue plane each
 * @param noise normally distributed, as many as pixels
 * @param times the share of the image in each mixture, 0 to 1
 * @param ids each image's caption
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
record FlowBatch(float[] clean, float[] noise, float[] times, long[] ids)
    implements GraphTrainer.Batch {

  @Override
  public NDList apply(NDManager scope) {
    int side = (int) Math.round(Math.sqrt(clean.length / (3.0 * rows())));
    Shape images = new Shape(rows(), 3, side, side);
    return new NDList(
        scope.create(clean, images),
        scope.create(noise, images),
        scope.create(times),
        scope.create(ids, new Shape(rows(), ids.length / rows())));
  }

  int rows() {
    return times.length;
  }

  /** The mixtures that the model sees: noise at t = 0, images at t = 1, straight lines between. */
  float[] mixed() {
    float[] mixed = new float[clean.length];
    int each = clean.length / rows();
    for (int i = 0; i < mixed.length; i++) {
      float t = times[i / each];
      mixed[i] = (1 - t) * noise[i] + t * clean[i];
    }
    return mixed;
  }

  /** Where each value of the mixture moves as t grows: what the model learns to predict. */
  float[] velocity() {
    float[] velocity = new float[clean.length];
    for (int i = 0; i < velocity.length; i++) {
      velocity[i] = clean[i] - noise[i];
    }
    return velocity;
  }
}
