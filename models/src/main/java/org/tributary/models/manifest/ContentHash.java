package org.tributary.models.manifest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The SHA-256 Merkle root over a set of files, so that one file can be proved to belong to it.
 *
 * <p>A leaf is {@code sha256(0x00 ‖ path ‖ 0x00 ‖ sha256(file))}, an inner node {@code sha256(0x01
 * ‖ left ‖ right)}; files are ordered by the bytes of their paths and an odd node moves up
 * unchanged.
 */
public record ContentHash(String hex) {
  public ContentHash {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in hex: " + hex);
    }
  }

  /** The hash of {@code names} inside {@code folder}; a name with a path in it is refused. */
  public static ContentHash of(Path folder, List<String> names) throws IOException {
    List<AssetFile> files = new ArrayList<>();
    for (String name : names.stream().sorted().distinct().toList()) {
      if (!name.matches("[A-Za-z0-9._-]{1,200}") || name.startsWith(".")) {
        throw new IllegalArgumentException("not a plain file name: " + name);
      }
      files.add(FileHashing.quiet().hash(folder.resolve(name), name));
    }
    return of(files);
  }

  /** The hash of files in any order; no path may be there twice. */
  public static ContentHash of(List<AssetFile> files) {
    return new FileTree(files.stream().sorted(AssetFile.ORDER).toList()).root();
  }
}
