package org.tributary.inference;

import java.io.IOException;
import java.nio.file.Path;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.EngineThreads;
import org.tributary.inference.image.ImageEngine;
import org.tributary.models.decoder.Precision;
import org.tributary.models.tensor.DType;
import picocli.CommandLine.Option;

/** The options that say how a model is served. */
final class EngineOptions {
  private static final EngineSettings DEFAULT = EngineSettings.DEFAULT;

  @Option(
      names = "--precision",
      description =
          "${COMPLETION-CANDIDATES}, in any case. BF16 is the fastest that is exact; INT8 halves"
              + " the memory again (default: ${DEFAULT-VALUE}).")
  private Precision precision = DEFAULT.precision();

  @Option(
      names = "--threads",
      description = "Engine threads (default: 1 for a small model, else all cores but one).")
  private int threads;

  @Option(
      names = "--wait",
      description =
          "How engine threads wait for each other, ${COMPLETION-CANDIDATES}: PASSIVE when several"
              + " engines or other work share the cores (default: ${DEFAULT-VALUE}).")
  private EngineThreads.Wait wait = EngineThreads.Wait.BRIEF;

  @Option(names = "--slots", description = "Answers at once (default: ${DEFAULT-VALUE}).")
  private int slots = DEFAULT.slots();

  @Option(names = "--queue", description = "Requests that may wait (default: ${DEFAULT-VALUE}).")
  private int queue = DEFAULT.queue();

  @Option(
      names = "--context",
      description =
          "Model-tokens of prompt and answer, at most the model's (default: ${DEFAULT-VALUE}).")
  private int context = DEFAULT.maxPositions();

  @Option(
      names = "--prefix-cache",
      paramLabel = "MIB",
      description = "Memory for prompts' beginnings; 0 for none (default: ${DEFAULT-VALUE}).")
  private int prefixCacheMiB = DEFAULT.prefixCacheMiB();

  @Option(
      names = "--no-exact",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Compute only the rows in use: faster for one answer at a time, but an answer may then"
              + " differ with what else is running.")
  private boolean exact;

  @Option(
      names = "--device",
      description = "cpu, gpu0, gpu1, … (default: the first GPU that is found, else cpu).")
  private String device = DEFAULT.device();

  EngineSettings settings() {
    return new EngineSettings(
        precision,
        slots,
        queue,
        context,
        DEFAULT.chunk(),
        exact ? DEFAULT.rows() : 0,
        prefixCacheMiB,
        device);
  }

  /** As many images at once as pay: more only make each other wait. */
  ImageEngine.Settings imageSettings() {
    return new ImageEngine.Settings(
        precision == Precision.F32 ? DType.F32 : DType.BF16,
        Math.min(slots, ImageEngine.Settings.DEFAULT.slots()),
        queue);
  }

  int threads() {
    return threads;
  }

  /** Settings that PyTorch reads when it is loaded: call before anything touches DJL. */
  void prepareProcess(Path folder) throws IOException {
    if (threads < 1) {
      threads = EngineThreads.fitting(folder);
    }
    EngineThreads.prepareProcess(threads, wait);
  }
}
