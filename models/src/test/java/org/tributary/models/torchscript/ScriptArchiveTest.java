package org.tributary.models.torchscript;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.tensor.Tensor;

class ScriptArchiveTest {
  private static final Tensor WEIGHT = Tensor.ofFloats(new float[] {1, 2, 3}, 3);
  @TempDir private Path folder = Path.of("");

  @Test
  void write_givesAZipThatOthersRead_sharedTensorsOnce() throws IOException {
    Path file = write(new ScriptModule("M").set("a", WEIGHT).set("b", WEIGHT));
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      assertEquals(
          List.of(
              "archive/data.pkl",
              "archive/byteorder",
              "archive/data/0",
              "archive/code/__torch__.py",
              "archive/constants.pkl",
              "archive/version"),
          names);
      byte[] stored = zip.getInputStream(zip.getEntry("archive/data/0")).readAllBytes();
      assertArrayEquals(WEIGHT.data().toArray(ValueLayout.JAVA_BYTE), stored);
    }
  }

  /** torch maps tensors where they lie, so each entry's bytes start at a multiple of 64. */
  @Test
  void write_alignsEveryEntry() throws IOException {
    byte[] bytes = Files.readAllBytes(write(new ScriptModule("M").set("a", WEIGHT).set("s", "x")));
    ByteBuffer zip = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> starts = new ArrayList<>();
    for (int at = 0; zip.getInt(at) == 0x04034b50; ) {
      int start = at + 30 + zip.getShort(at + 26) + zip.getShort(at + 28);
      starts.add(start % 64);
      at = start + zip.getInt(at + 18);
    }
    assertEquals(List.of(0, 0, 0, 0, 0, 0), starts);
  }

  @Test
  void write_failing_leavesNothingBehind() throws IOException {
    ScriptModule unpicklable = new ScriptModule("M").set("x", new Object());
    Path file = folder.resolve("m.pt");
    assertThrows(
        IllegalArgumentException.class, () -> ScriptArchive.write(file, unpicklable, "source"));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private Path write(ScriptModule module) throws IOException {
    Path file = folder.resolve("m.pt");
    ScriptArchive.write(file, module, "class M(Module):\n  training : bool\n");
    return file;
  }
}
