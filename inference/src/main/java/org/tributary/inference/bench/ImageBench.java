package org.tributary.inference.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.tributary.inference.diffusion.Sampler;
import org.tributary.inference.image.ImageEngine;
import org.tributary.inference.image.ImageListener;
import org.tributary.inference.image.ImageRequest;
import org.tributary.inference.image.ImageWork;
import org.tributary.inference.image.Standing;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.openai.LikePicture;

/** Times images from the queue to their last pixel. */
final class ImageBench implements AutoCloseable {
  static final int STEPS = 20;
  private static final double GUIDANCE = 4;
  private static final int WARM_UPS = 2;
  private static final int RUNS = 5;

  private final ImageEngine engine;

  /** Medians, in seconds; the preview's from the request to the first step's end. */
  record Time(double whole, double preview) {}

  ImageBench(Path folder, ImageEngine.Settings settings) throws IOException {
    engine = ImageEngine.start(folder, settings, new SimpleMeterRegistry());
  }

  /** So many images asked for at once, until the last is there. */
  Time images(int count) throws InterruptedException {
    double[] whole = new double[RUNS];
    double[] preview = new double[RUNS];
    for (int run = -WARM_UPS; run < RUNS; run++) {
      long began = System.nanoTime();
      Finish finish = new Finish(count, began);
      engine.enter(IntStream.range(0, count).mapToObj(i -> work(i, finish)).toList());
      finish.latch.await();
      if (run >= 0) {
        whole[run] = (System.nanoTime() - began) / 1e9;
        preview[run] = finish.firstStep.get() / 1e9;
      }
    }
    return new Time(median(whole), median(preview));
  }

  private ImageWork work(int seed, Finish finish) {
    ImageRequest request =
        new ImageRequest(
            "a red cat",
            "",
            seed,
            STEPS,
            GUIDANCE,
            Sampler.of(engine.path()).getFirst(),
            null,
            "bench");
    return engine.work(request, finish);
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }

  /**
   * Operations of the model's products and attention for one image and step: with its caption and
   * without.
   */
  static double operations(DiffusionConfig config) {
    double coarse = Math.pow((double) config.imageSize() / config.patch(), 2);
    double fine = 4 * coarse;
    double blocks =
        config.layers() * block(config.hidden(), coarse, config)
            + config.fineLayers() * block(config.fineHidden(), fine, config);
    return 2 * blocks;
  }

  /** Of width d and s positions, which also look at the caption's. */
  private static double block(int d, double s, DiffusionConfig config) {
    double length = config.captionLength();
    double mlp = Math.ceil(d * 8 / (3 * 64.0)) * 64;
    double products = s * (4.0 * d * d + 3.0 * mlp * d) + length * 2 * d * config.textHidden();
    return 2 * products + 4 * s * (s + length) * d;
  }

  @Override
  public void close() {
    engine.close();
  }

  private static final class Finish implements ImageListener {
    private final CountDownLatch latch;
    private final long began;
    private final AtomicLong firstStep = new AtomicLong();

    Finish(int images, long began) {
      this.latch = new CountDownLatch(images);
      this.began = began;
    }

    @Override
    public void onWaiting(Standing standing) {}

    @Override
    public void onStep(Standing standing, Supplier<float[]> preview) {
      firstStep.compareAndSet(0, System.nanoTime() - began);
    }

    @Override
    public void onEnd(int steps, float[] pixels, List<LikePicture> like) {
      latch.countDown();
    }

    @Override
    public void onFailure(RuntimeException failure) {
      throw failure;
    }
  }
}
