package org.tributary.models.manifest;

import java.util.HexFormat;
import java.util.List;

/**
 * That one file belongs to an asset's content hash: its place among {@code count} files, and the
 * hashes beside the way to the root.
 */
public record FileProof(AssetFile file, int index, int count, List<String> siblings) {
  public FileProof {
    siblings = List.copyOf(siblings);
  }

  /** The content hash that the proof leads to; refuses a proof of the wrong length. */
  public ContentHash root() {
    if (index < 0 || index >= count) {
      throw new InvalidManifest("invalid_proof", "the file's place is not among the files");
    }
    byte[] hash = FileTree.leaf(file);
    int at = index;
    int used = 0;
    for (int width = count; width > 1; width = (width + 1) >> 1) {
      if ((at ^ 1) < width) {
        if (used == siblings.size()) {
          throw new InvalidManifest("invalid_proof", "the proof is too short");
        }
        byte[] beside = HexFormat.of().parseHex(siblings.get(used++));
        hash = (at & 1) == 0 ? FileTree.node(hash, beside) : FileTree.node(beside, hash);
      }
      at >>= 1;
    }
    if (used != siblings.size()) {
      throw new InvalidManifest("invalid_proof", "the proof is too long");
    }
    return new ContentHash(HexFormat.of().formatHex(hash));
  }
}
