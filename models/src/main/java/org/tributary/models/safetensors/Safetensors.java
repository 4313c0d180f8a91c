package org.tributary.models.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tributary.models.tensor.Tensor;

/**
 * Reads and writes safetensors files: eight bytes of header length, a JSON header, then the data.
 *
 * <p>The format is Hugging Face's safetensors 0.x. Reading maps the file; nothing is copied.
 */
public final class Safetensors {
  /** The largest published shards have headers of a few megabytes. */
  private static final int MAX_HEADER_BYTES = 16 * 1024 * 1024;

  private static final ObjectMapper JSON = new ObjectMapper();

  private Safetensors() {}

  /**
   * Tensors of {@code file} by name, in file order, mapped for the life of the process.
   *
   * @throws SafetensorsException if the header or an offset contradicts the file
   */
  public static Map<String, Tensor> read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return parse(all, file.getFileName().toString());
    }
  }

  static Map<String, Tensor> parse(MemorySegment all, String name) {
    if (all.byteSize() < 8) {
      throw new SafetensorsException(name + ": shorter than the 8-byte header length");
    }
    long headerBytes =
        all.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > all.byteSize() - 8) {
      throw new SafetensorsException(name + ": header length " + headerBytes + " does not fit");
    }
    byte[] header = all.asSlice(8, headerBytes).toArray(ValueLayout.JAVA_BYTE);
    MemorySegment data = all.asSlice(8 + headerBytes);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (HeaderReader.Entry e : HeaderReader.read(header, data.byteSize(), name)) {
      MemorySegment bytes = data.asSlice(e.begin(), e.end() - e.begin());
      tensors.put(e.name(), new Tensor(e.dtype(), e.shape(), bytes));
    }
    return tensors;
  }

  /** Writes {@code tensors} to {@code file}, atomically: a reader sees the old file or the new. */
  public static void write(Path file, Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    byte[] header = header(tensors, metadata);
    try (FileChannel out =
        FileChannel.open(
            partial,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      writeFully(out, length.putLong(header.length).flip());
      writeFully(out, ByteBuffer.wrap(header));
      for (Tensor tensor : tensors.values()) {
        writeSegment(out, tensor.data());
      }
      out.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static byte[] header(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws JsonProcessingException {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode meta = root.putObject("__metadata__").put("format", "pt");
    metadata.forEach(meta::put);
    long offset = 0;
    for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
      ObjectNode node = root.putObject(e.getKey()).put("dtype", e.getValue().dtype().name());
      ArrayNode shape = node.putArray("shape");
      e.getValue().shape().forEach(shape::add);
      node.putArray("data_offsets").add(offset).add(offset += e.getValue().data().byteSize());
    }
    String json = JSON.writeValueAsString(root);
    int padding = (8 - json.getBytes(StandardCharsets.UTF_8).length % 8) % 8;
    return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  private static void writeSegment(FileChannel out, MemorySegment data) throws IOException {
    for (long at = 0; at < data.byteSize(); at += 1 << 28) {
      writeFully(out, data.asSlice(at, Math.min(1 << 28, data.byteSize() - at)).asByteBuffer());
    }
  }

  private static void writeFully(FileChannel out, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
  }
}
