package org.tributary.inference.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The class of machine this is, without its name. */
public final class Machine {
  private Machine() {}

  public static String describe() {
    return "%d CPU cores (%s%s), GPU not used"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.arch", "unknown"),
            instructions());
  }

  private static String instructions() {
    try {
      String flags = Files.readString(Path.of("/proc/cpuinfo"));
      return (flags.contains("avx512f") ? ", AVX-512" : "")
          + (flags.contains("amx_bf16") ? ", AMX" : "");
    } catch (IOException e) {
      return "";
    }
  }
}
