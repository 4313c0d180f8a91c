package org.tributary.models.torchscript;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A zip of uncompressed entries whose payloads start at multiples of 64 bytes, as torch maps them.
 */
final class StoredZip implements Closeable {
  private static final int CHUNK = 1 << 28;
  private static final int MAX_ENTRIES = 0xffff;

  /** Leaves room below 2 GiB for the headers. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - (1L << 20);

  private final FileChannel channel;
  private final String root;
  private final List<Entry> entries = new ArrayList<>();

  private record Entry(byte[] name, int crc, int length, int offset) {}

  StoredZip(Path file, String root) throws IOException {
    this.channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    this.root = root;
  }

  void put(String name, byte[] data) throws IOException {
    put(name, MemorySegment.ofArray(data));
  }

  void put(String name, MemorySegment data) throws IOException {
    byte[] path = (root + "/" + name).getBytes(StandardCharsets.UTF_8);
    long offset = channel.position();
    if (offset + data.byteSize() > MAX_BYTES || entries.size() == MAX_ENTRIES) {
      throw new IOException(
          "archives over 2 GiB or " + MAX_ENTRIES + " entries are not supported: entry " + name);
    }
    Entry entry = new Entry(path, crc(data), (int) data.byteSize(), (int) offset);
    writeFully(localHeader(entry));
    for (ByteBuffer chunk : chunks(data)) {
      writeFully(chunk);
    }
    entries.add(entry);
  }

  private static ByteBuffer localHeader(Entry entry) {
    int unpadded = 30 + entry.name.length + 4;
    int padding = (64 - (entry.offset + unpadded) % 64) % 64;
    ByteBuffer header =
        ByteBuffer.allocate(unpadded + padding).order(ByteOrder.LITTLE_ENDIAN).putInt(0x04034b50);
    putCommon(header, entry).putShort((short) (4 + padding)).put(entry.name);
    return header.putShort((short) 0x4246).putShort((short) padding).rewind();
  }

  /**
   * Version needed, UTF-8 flag, stored, fixed time, sizes and name length: alike in both headers.
   */
  private static ByteBuffer putCommon(ByteBuffer header, Entry entry) {
    header.putShort((short) 20).putShort((short) 0x800).putShort((short) 0).putInt(0x00210000);
    header.putInt(entry.crc).putInt(entry.length).putInt(entry.length);
    return header.putShort((short) entry.name.length);
  }

  private static int crc(MemorySegment data) {
    CRC32 crc = new CRC32();
    chunks(data).forEach(crc::update);
    return (int) crc.getValue();
  }

  private static List<ByteBuffer> chunks(MemorySegment data) {
    List<ByteBuffer> chunks = new ArrayList<>();
    for (long at = 0; at < data.byteSize(); at += CHUNK) {
      chunks.add(data.asSlice(at, Math.min(CHUNK, data.byteSize() - at)).asByteBuffer());
    }
    return chunks;
  }

  @Override
  public void close() throws IOException {
    long directory = channel.position();
    for (Entry entry : entries) {
      ByteBuffer header =
          ByteBuffer.allocate(46 + entry.name.length).order(ByteOrder.LITTLE_ENDIAN);
      putCommon(header.putInt(0x02014b50).putShort((short) 20), entry);
      header.position(42).putInt(entry.offset).put(entry.name);
      writeFully(header.rewind());
    }
    long size = channel.position() - directory;
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0x06054b50).putInt(0).putShort((short) entries.size());
    end.putShort((short) entries.size()).putInt((int) size).putInt((int) directory);
    writeFully(end.rewind());
    channel.close();
  }

  private void writeFully(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
