package org.tributary.inference.training.image;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.models.diffusion.DiffusionConfig;

/** Makes the batches of a run: each is a function of the seed and its step alone. */
final class FlowBatches {
  /** The share of rows without a caption, which guidance compares with. */
  private static final double DROPPED = 0.1;

  /** Logit-normal times (Esser et al., 2024), a little more noise than image. */
  private static final double TIME_MEAN = -0.4;

  private static final double TIME_DEVIATION = 1.0;

  /** Beyond it the model's velocity is not a division by what is left of the way. */
  private static final double LAST_TIME = 0.95;

  private final DiffusionConfig config;
  private final Scenes scenes;
  private final CaptionEncoder captions;
  private final long seed;

  FlowBatches(DiffusionConfig config, Scenes scenes, CaptionEncoder captions, long seed) {
    this.config = config;
    this.scenes = scenes;
    this.captions = captions;
    this.seed = seed;
  }

  /** What is learnt from in {@code step}. */
  FlowBatch learnt(int rows, int step) {
    FlowBatch batch = empty(rows);
    for (int row = 0; row < rows; row++) {
      RandomGenerator random = random(seed, (long) step * rows + row);
      Scene scene = scenes.draw(random);
      boolean dropped = random.nextDouble() < DROPPED;
      Optional<long[]> ids = captions.encode(dropped ? "" : scene.caption());
      while (ids.isEmpty()) {
        scene = scenes.draw(random);
        ids = captions.encode(scene.caption());
      }
      double logit = TIME_MEAN + TIME_DEVIATION * random.nextGaussian();
      batch.times()[row] = (float) Math.min(LAST_TIME, 1 / (1 + Math.exp(-logit)));
      fill(batch, row, scene, ids.get(), random);
    }
    return batch;
  }

  /** The same scenes, times and noise whenever it is asked for, to compare losses by. */
  FlowBatch fixed(List<Scene> chosen) {
    List<Scene> fitting =
        chosen.stream().filter(s -> captions.encode(s.caption()).isPresent()).toList();
    FlowBatch batch = empty(fitting.size());
    for (int row = 0; row < batch.rows(); row++) {
      Scene scene = fitting.get(row);
      batch.times()[row] = (float) (LAST_TIME * (row + 0.5) / batch.rows());
      long[] ids = captions.encode(scene.caption()).orElseThrow();
      fill(batch, row, scene, ids, random(0, row));
    }
    return batch;
  }

  private FlowBatch empty(int rows) {
    int pixels = config.pixels();
    return new FlowBatch(
        new float[rows * pixels],
        new float[rows * pixels],
        new float[rows],
        new long[rows * config.captionLength()]);
  }

  private void fill(FlowBatch batch, int row, Scene scene, long[] ids, RandomGenerator random) {
    int at = row * config.pixels();
    scene.raster().writePlanes(scene.background(), batch.clean(), at);
    for (int i = 0; i < config.pixels(); i++) {
      batch.noise()[at + i] = (float) random.nextGaussian();
    }
    System.arraycopy(ids, 0, batch.ids(), row * ids.length, ids.length);
  }

  /** Splittable generators of neighbouring seeds overlap, so the seed is spread first. */
  static SplittableRandom random(long seed, long index) {
    long mixed = (seed + 0x632BE59BD9B4E019L) * 0xD1342543DE82EF95L + index;
    mixed = (mixed ^ mixed >>> 32) * 0xDABA0B6EB09322E3L;
    mixed = (mixed ^ mixed >>> 32) * 0xDABA0B6EB09322E3L;
    return new SplittableRandom(mixed ^ mixed >>> 32);
  }
}
