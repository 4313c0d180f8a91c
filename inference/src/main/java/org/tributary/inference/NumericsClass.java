package org.tributary.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tributary.inference.engine.EngineSettings;

/**
 * What a worker's exact results depend on: build, instruction set, precision and thread plan.
 *
 * <p>Two workers of one class give the same bits; across classes nothing is promised.
 */
final class NumericsClass {
  private NumericsClass() {}

  /** For example {@code libtorch-2.7.1-cpu/amd64-avx512/BF16/t1/r8/c128}. */
  static String here(EngineSettings settings, String device, int threads) {
    return "libtorch-2.7.1-%s/%s/%s/t%d/r%d/c%d"
        .formatted(
            device,
            instructions(),
            settings.precision(),
            threads,
            settings.rows(),
            settings.chunk());
  }

  private static String instructions() {
    String arch = System.getProperty("os.arch", "unknown").toLowerCase(Locale.ROOT);
    try {
      String flags = Files.readString(Path.of("/proc/cpuinfo"));
      return arch
          + (flags.contains("avx512f") ? "-avx512" : flags.contains("avx2") ? "-avx2" : "")
          + (flags.contains("avx512_bf16") ? "-bf16" : "")
          + (flags.contains("amx_bf16") ? "-amx" : "");
    } catch (IOException e) {
      return arch;
    }
  }
}
