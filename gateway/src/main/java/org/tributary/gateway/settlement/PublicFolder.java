package org.tributary.gateway.settlement;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Files that are there as a whole, or not at all. */
final class PublicFolder {
  private final Path folder;

  PublicFolder(Path folder) {
    this.folder = folder;
  }

  /** Writes a file's text. */
  interface Text {
    void writeTo(Appendable out) throws IOException;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Empty for a file that is not there. */
  Optional<String> firstLine(String name) {
    if (!Files.exists(file(name))) {
      return Optional.empty();
    }
    try (BufferedReader in = Files.newBufferedReader(file(name))) {
      return Optional.ofNullable(in.readLine());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file(name), e);
    }
  }

  /** Takes the place of a file of that name once it is on the disk. */
  void write(String name, Text text) {
    try {
      Files.createDirectories(folder);
      Path unfinished = Files.createTempFile(folder, "." + name, ".unfinished");
      try {
        try (BufferedWriter out = Files.newBufferedWriter(unfinished)) {
          text.writeTo(out);
        }
        try (FileChannel written = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
          written.force(true);
        }
        makeReadable(unfinished);
        Files.move(
            unfinished,
            file(name),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot publish " + file(name), e);
    }
  }

  /** A temporary file is its owner's alone, and this one is for everybody. */
  private static void makeReadable(Path file) throws IOException {
    if (!file.toFile().setReadable(true, false)) {
      throw new IOException("cannot be made readable: " + file);
    }
  }
}
