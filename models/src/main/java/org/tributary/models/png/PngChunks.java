package org.tributary.models.png;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/** The chunks of a PNG, in order, as they are stored (ISO/IEC 15948). */
final class PngChunks {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final Set<String> SHOWN = Set.of("IHDR", "PLTE", "tRNS", "IDAT", "IEND");
  private static final int FRAME = 12;
  private static final int MAX_CHUNKS = 10_000;

  private final List<Chunk> chunks;

  /** {@code type} is four letters. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Chunk(String type, byte[] data) {}

  private PngChunks(List<Chunk> chunks) {
    this.chunks = List.copyOf(chunks);
  }

  /**
   * @throws BadPngException for what is no whole PNG
   */
  static PngChunks of(byte[] png) throws BadPngException {
    if (png.length < SIGNATURE.length
        || !Arrays.equals(png, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw new BadPngException("it does not begin as a PNG does");
    }
    List<Chunk> chunks = new ArrayList<>();
    int at = SIGNATURE.length;
    while (chunks.isEmpty() || !chunks.getLast().type().equals("IEND")) {
      if (chunks.size() == MAX_CHUNKS) {
        throw new BadPngException("it has more than " + MAX_CHUNKS + " chunks");
      }
      Chunk chunk = chunk(png, at);
      chunks.add(chunk);
      at += FRAME + chunk.data().length;
    }
    if (!chunks.getFirst().type().equals("IHDR")) {
      throw new BadPngException("its header is not first");
    }
    return new PngChunks(chunks);
  }

  private static Chunk chunk(byte[] png, int at) throws BadPngException {
    if (png.length - at < FRAME) {
      throw new BadPngException("it ends in the middle of a chunk");
    }
    ByteBuffer bytes = ByteBuffer.wrap(png);
    int length = bytes.getInt(at);
    if (length < 0 || length > png.length - at - FRAME) {
      throw new BadPngException("a chunk is longer than the file");
    }
    if (bytes.getInt(at + 8 + length) != checksum(png, at + 4, 4 + length)) {
      throw new BadPngException("a chunk's checksum is wrong");
    }
    String type = new String(png, at + 4, 4, StandardCharsets.ISO_8859_1);
    return new Chunk(type, Arrays.copyOfRange(png, at + 8, at + 8 + length));
  }

  private static int checksum(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  List<Chunk> all() {
    return chunks;
  }

  /** The same without what is not needed to show it: texts, profiles, and whatever else. */
  PngChunks bare() {
    return new PngChunks(chunks.stream().filter(c -> SHOWN.contains(c.type())).toList());
  }

  /** The same with one more chunk, right behind the header. */
  PngChunks with(Chunk added) {
    List<Chunk> more = new ArrayList<>(chunks);
    more.add(1, added);
    return new PngChunks(more);
  }

  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    for (Chunk chunk : chunks) {
      ByteBuffer framed = ByteBuffer.allocate(FRAME + chunk.data().length);
      framed.putInt(chunk.data().length);
      framed.put(chunk.type().getBytes(StandardCharsets.ISO_8859_1));
      framed.put(chunk.data());
      framed.putInt(checksum(framed.array(), 4, 4 + chunk.data().length));
      out.writeBytes(framed.array());
    }
    return out.toByteArray();
  }
}
