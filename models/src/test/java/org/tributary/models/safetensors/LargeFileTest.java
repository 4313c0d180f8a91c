package org.tributary.models.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.tensor.Tensor;

/** A file of 5 GiB, with holes, so that it takes a few pages of the disk. */
class LargeFileTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long BIG = 5L << 30;
  @TempDir private Path folder = Path.of("");

  @Test
  void read_mapsPastFourGibibytes_withoutTheHeap() throws IOException {
    Path file = folder.resolve("model.safetensors");
    try {
      writeSparse(file);
    } catch (IOException e) {
      Assumptions.abort("this disk takes no sparse file of 5 GiB: " + e.getMessage());
    }
    Checkpoint.read(folder);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    Map<String, Tensor> tensors = Checkpoint.read(folder);
    Tensor big = Tensor.require(tensors, "big");
    Tensor last = Tensor.require(tensors, "last");
    float end = big.floatAt(big.size() - 1);
    float second = last.floatAt(1);
    long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
    assertEquals(List.of(BIG / 2), big.shape());
    assertEquals(1.5f, end);
    assertEquals(-2.5f, second);
    assertTrue(allocated < 1 << 20, allocated + " bytes of heap for a mapped file");
  }

  private static void writeSparse(Path file) throws IOException {
    byte[] header =
        ("{\"big\":{\"dtype\":\"F16\",\"shape\":[%d],\"data_offsets\":[0,%d]},"
                + "\"last\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[%d,%d]}}")
            .formatted(BIG / 2, BIG, BIG, BIG + 8)
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer end = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN);
    end.putShort(Float.floatToFloat16(1.5f)).putFloat(0).putFloat(-2.5f);
    try (FileChannel out =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      writeAt(out, end.flip(), 8 + header.length + BIG - 2);
      writeAt(out, start.putLong(header.length).put(header).flip(), 0);
    }
  }

  private static void writeAt(FileChannel out, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += out.write(bytes, at);
    }
  }
}
