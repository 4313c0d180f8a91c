package org.tributary.models.manifest;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The Merkle tree over an asset's files, with the proof that one of them belongs to it. */
final class FileTree {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  /** From the leaves up to the root alone. */
  private final List<List<byte[]>> levels = new ArrayList<>();

  FileTree(List<AssetFile> inOrder) {
    if (inOrder.isEmpty()) {
      throw new InvalidManifest("no_files", "no files to hash");
    }
    levels.add(inOrder.stream().map(FileTree::leaf).toList());
    while (levels.getLast().size() > 1) {
      levels.add(above(levels.getLast()));
    }
  }

  ContentHash root() {
    return new ContentHash(HexFormat.of().formatHex(levels.getLast().getFirst()));
  }

  /** The hashes beside the way up; a level where the node has none beside it adds nothing. */
  List<String> siblings(int index) {
    List<String> siblings = new ArrayList<>();
    int at = index;
    for (List<byte[]> level : levels.subList(0, levels.size() - 1)) {
      int beside = at ^ 1;
      if (beside < level.size()) {
        siblings.add(HexFormat.of().formatHex(level.get(beside)));
      }
      at >>= 1;
    }
    return siblings;
  }

  static byte[] leaf(AssetFile file) {
    return Sha256.of(LEAF, file.pathBytes(), LEAF, file.hash());
  }

  static byte[] node(byte[] left, byte[] right) {
    return Sha256.of(NODE, left, right);
  }

  private static List<byte[]> above(List<byte[]> level) {
    List<byte[]> next = new ArrayList<>();
    for (int i = 0; i < level.size(); i += 2) {
      next.add(i + 1 < level.size() ? node(level.get(i), level.get(i + 1)) : level.get(i));
    }
    return next;
  }
}
