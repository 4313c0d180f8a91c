package org.tributary.inference.decoder;

import ai.djl.Device;
import java.nio.file.Path;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.decoder.Capacity;
import org.tributary.models.decoder.Precision;
import org.tributary.models.safetensors.Checkpoint;

/** Decoders for tests: four slots, chunks of 64. */
public final class Loaded {
  static final int CHUNK = 64;
  static final int ROWS = 4;

  private Loaded() {}

  public static DecoderModel folder(Path folder, Precision precision) throws Exception {
    return folder(folder, precision, ROWS);
  }

  static DecoderModel folder(Path folder, Precision precision, int rows) throws Exception {
    return folder(folder, precision, rows, true);
  }

  /**
   * @param cpu false for the graph of a GPU
   */
  static DecoderModel folder(Path folder, Precision precision, int rows, boolean cpu)
      throws Exception {
    return load(Math.min(512, DecoderConfig.read(folder).context()), folder, precision, rows, cpu);
  }

  /** With slots of {@code positions}, also more than the model was made for. */
  static DecoderModel upTo(int positions, Path folder, Precision precision) throws Exception {
    return load(positions, folder, precision, ROWS, true);
  }

  private static DecoderModel load(
      int positions, Path folder, Precision precision, int rows, boolean cpu) throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    DecoderConfig config = DecoderConfig.read(folder);
    Capacity capacity = new Capacity(4, positions, CHUNK, 8);
    DecoderModel model =
        DecoderModel.load(
            config,
            DecoderWeights.of(config, Checkpoint.read(folder)),
            new DecoderModel.Plan(precision, capacity, rows, Device.cpu()),
            cpu);
    DecoderModel.prepareThread();
    return model;
  }

  /** The whole prompt, chunk by chunk; the logits of its last position. */
  static float[] prefill(DecoderModel model, long[] prompt, int slot) {
    float[] logits = new float[0];
    for (int from = 0; from < prompt.length; from += CHUNK) {
      DecoderModel.Chunk chunk =
          model.chunk(prompt, from, Math.min(prompt.length, from + CHUNK), slot);
      while (chunk.layersLeft() > 0) {
        logits = chunk.advance(2);
      }
    }
    return logits;
  }
}
