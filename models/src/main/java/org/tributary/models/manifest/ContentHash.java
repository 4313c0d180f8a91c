package org.tributary.models.manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 Merkle root over a set of files, so that one file can be proved to belong to it.
 *
 * <p>A leaf is {@code sha256(0x00 ‖ name ‖ 0x00 ‖ sha256(file))}, an inner node {@code sha256(0x01
 * ‖ left ‖ right)}; files are ordered by name and an odd node moves up unchanged.
 */
public record ContentHash(String hex) {
  public ContentHash {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hex: " + hex);
    }
  }

  /** The hash of {@code names} inside {@code folder}; a name with a path in it is refused. */
  public static ContentHash of(Path folder, List<String> names) throws IOException {
    List<byte[]> level = new ArrayList<>();
    for (String name : names.stream().sorted().distinct().toList()) {
      if (!name.matches("[A-Za-z0-9._-]{1,200}") || name.startsWith(".")) {
        throw new IllegalArgumentException("not a plain file name: " + name);
      }
      level.add(
          sha256(
              new byte[] {0},
              name.getBytes(StandardCharsets.UTF_8),
              new byte[] {0},
              file(folder.resolve(name))));
    }
    return new ContentHash(HexFormat.of().formatHex(root(level)));
  }

  private static byte[] root(List<byte[]> leaves) {
    if (leaves.isEmpty()) {
      throw new IllegalArgumentException("no files to hash");
    }
    List<byte[]> level = leaves;
    while (level.size() > 1) {
      List<byte[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(
            i + 1 < level.size()
                ? sha256(new byte[] {1}, level.get(i), level.get(i + 1))
                : level.get(i));
      }
      level = next;
    }
    return level.get(0);
  }

  private static byte[] file(Path file) throws IOException {
    MessageDigest digest = newSha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    }
    return digest.digest();
  }

  private static byte[] sha256(byte[]... parts) {
    MessageDigest digest = newSha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
