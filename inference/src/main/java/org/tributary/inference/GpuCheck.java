package org.tributary.inference;

import ai.djl.engine.Engine;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what to do where there is a GPU and the engine does not find it. */
final class GpuCheck {
  private static final Pattern DEVICE = Pattern.compile("|cpu|gpu\\d{1,3}");
  private static final String HINT =
      """
      This machine has an NVIDIA GPU, and PyTorch does not find it: the build for CPUs is used. \
      Unpack libtorch 2.7.1 for CUDA 12.8 and set, without any download,
        PYTORCH_LIBRARY_PATH=<libtorch 2.7.1 cu128>/lib PYTORCH_FLAVOR=cu128 PYTORCH_VERSION=2.7.1
      (the flavor is mandatory, and without the path the build for CPUs always goes first).\
      """;

  private GpuCheck() {}

  /**
   * What to tell the user about {@code device}, if anything.
   *
   * @throws IllegalArgumentException if there is no such device
   */
  static Optional<String> check(String device) {
    if (!DEVICE.matcher(device).matches()) {
      throw new IllegalArgumentException("--device is cpu, gpu0, gpu1, …, not " + device);
    }
    if (device.equals("cpu")) {
      return Optional.empty();
    }
    int found = Engine.getEngine("PyTorch").getGpuCount();
    Optional<String> hint = found == 0 && hasGpu() ? Optional.of(HINT) : Optional.empty();
    if (!device.isEmpty() && Integer.parseInt(device.substring(3)) >= found) {
      throw new IllegalArgumentException(
          "there is no "
              + device
              + ": "
              + found
              + " GPUs are found"
              + hint.map(h -> "\n" + h).orElse(""));
    }
    return hint;
  }

  private static boolean hasGpu() {
    return hasGpu(Path.of("/proc/driver/nvidia/version"), System.getenv("PATH"));
  }

  /** Whether there is a {@code driver}, or its tool on the search {@code path}. */
  static boolean hasGpu(Path driver, @Nullable String path) {
    return Files.exists(driver)
        || Stream.of((path == null ? "" : path).split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nvidia-smi")));
  }
}
