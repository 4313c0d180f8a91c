package org.tributary.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.tributary.models.architecture.Precision;

/**
 * What a worker's exact results depend on: build, instruction set, precision and thread plan.
 *
 * <p>Two workers of one class give the same bits; across classes nothing is promised.
 */
final class NumericsClass {
  private NumericsClass() {}

  static String here(Precision precision, int threads) {
    return "libtorch-2.7.1-cpu/%s/%s/t%d".formatted(instructions(), precision, threads);
  }

  private static String instructions() {
    String arch = System.getProperty("os.arch", "unknown").toLowerCase(Locale.ROOT);
    try {
      String flags = Files.readString(Path.of("/proc/cpuinfo"));
      return arch + (flags.contains("avx512f") ? "-avx512" : flags.contains("avx2") ? "-avx2" : "");
    } catch (IOException e) {
      return arch;
    }
  }
}
