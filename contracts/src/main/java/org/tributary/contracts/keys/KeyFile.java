package org.tributary.contracts.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A secret key in a file of its own, which only its user can read. */
public final class KeyFile {
  private KeyFile() {}

  /** The key in {@code file}, made first where there is none. */
  public static SigningKey readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      write(file, SigningKey.random().secretHex());
    }
    return SigningKey.fromHex(Files.readString(file).strip());
  }

  /** Writes a secret text whole or not at all, readable by its user alone. */
  public static void write(Path file, String secret) throws IOException {
    Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
    Path whole =
        Files.createTempFile(
            folder,
            "key",
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(whole, secret + "\n");
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
