package org.tributary.inference.training.image;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.models.diffusion.ScorerConfig;

/**
 * Images and their captions, row after row.
 *
 * @param side pixels a side
 */
@SuppressWarnings("ArrayRecordComponent") // handed straight to the engine, never compared
record ScorerBatch(int rows, int side, float[] images, long[] ids) implements GraphTrainer.Batch {

  /** Of {@code scenes}, whose captions fit. */
  static ScorerBatch of(List<Scene> scenes, CaptionEncoder captions, ScorerConfig config) {
    float[] images = new float[scenes.size() * config.pixels()];
    long[] ids = new long[scenes.size() * config.captionLength()];
    for (int row = 0; row < scenes.size(); row++) {
      Scene scene = scenes.get(row);
      scene.raster().writePlanes(scene.background(), images, row * config.pixels());
      long[] own = captions.encode(scene.caption()).orElseThrow();
      System.arraycopy(own, 0, ids, row * own.length, own.length);
    }
    return new ScorerBatch(scenes.size(), config.imageSize(), images, ids);
  }

  @Override
  public NDList apply(NDManager scope) {
    return new NDList(
        scope.create(images, new Shape(rows, 3, side, side)),
        scope.create(ids, new Shape(rows, ids.length / rows)));
  }
}
