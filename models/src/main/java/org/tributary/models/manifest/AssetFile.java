package org.tributary.models.manifest;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;

/**
 * One file of an asset: its path below the asset's folder, how many bytes it has, and their SHA-256
 * in hex.
 */
public record AssetFile(String path, long size, String sha256) {
  private static final int MAX_PATH_BYTES = 512;

  /** The order of a manifest and of the Merkle tree's leaves: by the bytes of the path. */
  public static final Comparator<AssetFile> ORDER =
      (a, b) -> Arrays.compareUnsigned(utf8(a.path), utf8(b.path));

  public AssetFile {
    requirePath(path);
    if (size < 0) {
      throw new InvalidManifest("invalid_size", "the size of " + path + " is negative");
    }
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new InvalidManifest(
          "invalid_sha256", "the sha256 of " + path + " is 64 lower-case hex digits");
    }
  }

  byte[] pathBytes() {
    return utf8(path);
  }

  byte[] hash() {
    return HexFormat.of().parseHex(sha256);
  }

  /** Relative, with '/' between plain names: nothing that could lead out of the folder. */
  static void requirePath(String path) {
    if (path.isEmpty() || utf8(path).length > MAX_PATH_BYTES) {
      throw new InvalidManifest(
          "invalid_path", "a path has 1 to " + MAX_PATH_BYTES + " bytes: " + shown(path));
    }
    if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.matches("[A-Za-z]:.*")) {
      throw new InvalidManifest(
          "path_outside_folder", "a path is relative, with '/' in it: " + shown(path));
    }
    for (String name : path.split("/", -1)) {
      if (name.equals("..") || name.equals(".")) {
        throw new InvalidManifest(
            "path_outside_folder", "a path stays inside its folder: " + shown(path));
      }
      if (name.isEmpty() || name.startsWith(".")) {
        throw new InvalidManifest(
            "invalid_path", "names are not empty and not hidden: " + shown(path));
      }
    }
    // Two spellings of one name would be two files here and one on another machine.
    if (path.chars().anyMatch(Character::isISOControl)
        || !Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
      throw new InvalidManifest(
          "invalid_path", "a path is text in Unicode's form NFC: " + shown(path));
    }
  }

  private static String shown(String path) {
    String printable = path.replaceAll("\\p{Cntrl}", "?");
    return printable.length() > 100 ? printable.substring(0, 100) + "…" : printable;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
