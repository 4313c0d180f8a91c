package org.tributary.models.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Reads files once: for their hashes and, where it is wanted, for the sketch of all of them. */
final class FileHashing {
  private static final int BUFFER_BYTES = 1 << 18;

  private final @Nullable ChunkSketch sketch;
  private final LongConsumer read;

  /**
   * @param read is told the bytes read, as they are read
   */
  FileHashing(@Nullable ChunkSketch sketch, LongConsumer read) {
    this.sketch = sketch;
    this.read = read;
  }

  static FileHashing quiet() {
    return new FileHashing(null, bytes -> {});
  }

  /** {@code path} is what the file is called in its asset. */
  AssetFile hash(Path file, String path) throws IOException {
    long size = Files.size(file);
    FileTime modified = Files.getLastModifiedTime(file);
    MessageDigest digest = Sha256.start();
    byte[] buffer = new byte[BUFFER_BYTES];
    long total = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
        if (sketch != null) {
          sketch.add(buffer, n);
        }
        total += n;
        read.accept(n);
      }
    }
    if (sketch != null) {
      sketch.endFile();
    }
    if (total != size || !modified.equals(Files.getLastModifiedTime(file))) {
      throw new IOException(path + " changed while it was read");
    }
    return new AssetFile(path, size, HexFormat.of().formatHex(digest.digest()));
  }
}
