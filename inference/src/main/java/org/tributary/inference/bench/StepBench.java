package org.tributary.inference.bench;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.tributary.inference.decoder.DecoderModel;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.decoder.Capacity;
import org.tributary.models.decoder.Precision;
import org.tributary.models.safetensors.Checkpoint;

/** Times steps and prompts of one loaded model, after 256 positions as peers are measured. */
final class StepBench implements AutoCloseable {
  static final int PROMPT = 512;
  private static final int BEFORE = 256;
  private static final int STEPS = 48;
  private static final int WARM_UP = 6;
  private static final int PROMPTS = 5;
  private static final int CHUNK = 128;
  private static final int SLOTS = 16;

  private final DecoderModel model;

  /**
   * @param rows of every step, 0 for as many as are in use
   */
  StepBench(Path folder, Precision precision, int rows, int threads)
      throws IOException, MalformedModelException {
    JniUtils.setNumThreads(threads);
    DecoderModel.prepareThread();
    DecoderConfig config = DecoderConfig.read(folder);
    model =
        DecoderModel.load(
            config,
            DecoderWeights.of(config, Checkpoint.read(folder)),
            new DecoderModel.Plan(
                precision, new Capacity(SLOTS, 1024, CHUNK, 1), rows, Device.cpu()));
    for (int slot = 0; slot < SLOTS; slot++) {
      prefill(BEFORE, slot);
    }
  }

  private void prefill(int length, int slot) {
    long[] prompt = new long[length];
    Arrays.setAll(prompt, i -> 3 + (i * 37L + slot) % (BenchModel.VOCABULARY - 3));
    for (int from = 0; from < length; from += CHUNK) {
      model.chunk(prompt, from, Math.min(length, from + CHUNK), slot).advance(BenchModel.LAYERS);
    }
  }

  /** Seconds of a step of {@code answers}, the median. */
  double step(int answers) {
    double[] seconds = new double[STEPS];
    long[] ids = new long[answers];
    int[] positions = new int[answers];
    int[] slots = new int[answers];
    Arrays.setAll(slots, slot -> slot);
    for (int i = -WARM_UP; i < STEPS; i++) {
      int at = i;
      Arrays.setAll(ids, row -> 100L + 31L * at + row + WARM_UP * 31L);
      Arrays.fill(positions, BEFORE + i + WARM_UP);
      long start = System.nanoTime();
      model.step(ids, positions, slots);
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    return median(seconds);
  }

  /** Seconds of a prompt of {@link #PROMPT}, the median. */
  double prompt() {
    double[] seconds = new double[PROMPTS];
    for (int i = -1; i < PROMPTS; i++) {
      long start = System.nanoTime();
      prefill(PROMPT, 0);
      if (i >= 0) {
        seconds[i] = (System.nanoTime() - start) / 1e9;
      }
    }
    return median(seconds);
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  @Override
  public void close() {
    model.close();
  }
}
