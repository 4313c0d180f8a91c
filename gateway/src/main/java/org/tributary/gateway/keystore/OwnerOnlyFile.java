package org.tributary.gateway.keystore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** A secret's file: written whole and on the disk or not at all, and read by its owner alone. */
public final class OwnerOnlyFile {
  private static final long MAX_BYTES = 64 * 1024;
  private static final Set<PosixFilePermission> OWNERS =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private OwnerOnlyFile() {}

  static void write(Path file, String text) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path whole =
        Files.createTempFile(
            folder,
            file.getFileName().toString(),
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel out = FileChannel.open(whole, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(whole);
    }
    // The new name is on the disk too before anything else relies on it.
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }

  static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new KeystoreException(file + " is too large to be a secret's file");
    }
    return Files.readString(file);
  }

  /** Refuses a file that other users of the machine could read or change. */
  public static String readPrivate(Path file) throws IOException {
    try {
      if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
        throw new KeystoreException(
            file + " can be read by other users: run `chmod 600 " + file + "`");
      }
    } catch (UnsupportedOperationException noPosix) {
      throw new KeystoreException(
          file + " lies where access cannot be checked: give TRIBUTARY_KEYS_PASSPHRASE instead");
    }
    return read(file);
  }

  static boolean exists(Path file) throws IOException {
    try {
      return Files.size(file) >= 0;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }
}
