package org.tributary.inference;

import ai.djl.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.models.tensor.DType;

/**
 * What a worker's exact results depend on: build, instruction set, precision and thread plan.
 *
 * <p>Two workers of one class give the same bits; across classes nothing is promised.
 */
final class NumericsClass {
  private NumericsClass() {}

  /** For example {@code libtorch-2.7.1-cpu/amd64-AuthenticAMD-avx512/BF16/t1/r4-8-16/c128}. */
  static String here(InferenceEngine engine, EngineSettings settings, int threads) {
    return "%s/%s%s/c%d"
        .formatted(
            machine(engine.device().getDeviceType(), settings.precision().toString(), threads),
            engine.stepWidths(),
            settings.exact() ? "" : "-inexact",
            settings.chunk());
  }

  /** The same for images, which are drawn on the CPU. */
  static String ofImages(DType precision, int threads) {
    return machine("cpu", precision.toString(), threads) + "/images";
  }

  private static String machine(String device, String precision, int threads) {
    return "libtorch-%s-%s/%s/%s/t%d"
        .formatted(
            Engine.getEngine("PyTorch").getVersion(), device, instructions(), precision, threads);
  }

  private static String instructions() {
    String arch = System.getProperty("os.arch", "unknown").toLowerCase(Locale.ROOT);
    try {
      String flags = Files.readString(Path.of("/proc/cpuinfo"));
      return arch
          + (flags.contains("AuthenticAMD") ? "-AuthenticAMD" : "")
          + (flags.contains("GenuineIntel") ? "-GenuineIntel" : "")
          + (flags.contains("avx512f") ? "-avx512" : flags.contains("avx2") ? "-avx2" : "")
          + (flags.contains("avx512_bf16") ? "-bf16" : "")
          + (flags.contains("amx_bf16") ? "-amx" : "");
    } catch (IOException e) {
      return arch;
    }
  }
}
