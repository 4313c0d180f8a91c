package org.tributary.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuCheckTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void hasGpu_byItsDriverOrItsTool() throws Exception {
    Path driver = folder.resolve("version");
    String path = "/nowhere" + File.pathSeparator + folder;
    assertFalse(GpuCheck.hasGpu(driver, path));
    assertFalse(GpuCheck.hasGpu(driver, null));
    Path tool = Files.createFile(folder.resolve("nvidia-smi"));
    assertFalse(GpuCheck.hasGpu(driver, path), "not executable");
    assertTrue(tool.toFile().setExecutable(true));
    assertTrue(GpuCheck.hasGpu(driver, path));
    Files.createFile(driver);
    assertTrue(GpuCheck.hasGpu(driver, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda:0", "gpu-1", "cpu0", "GPU0"})
  void check_refusesWhatIsNoDevice(String device) {
    assertThrows(IllegalArgumentException.class, () -> GpuCheck.check(device));
  }

  @Test
  void check_ofTheCpu_hasNothingToSay() {
    assertEquals(Optional.empty(), GpuCheck.check("cpu"));
  }
}
