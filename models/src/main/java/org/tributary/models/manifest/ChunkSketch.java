package org.tributary.models.manifest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A MinHash sketch of content: the smallest hashes of its chunks, whose bounds the content itself
 * sets, so that what two contents have in common is found wherever it stands.
 *
 * <p>It tells copies with parts added, left out, renamed or moved. It does not tell weights that
 * were trained further, converted or compressed, in which every chunk differs; and it is the
 * registrar's own word, which a thief can leave out.
 */
public final class ChunkSketch {
  /** The smallest hashes that are kept: similarities are right to about 1/√128, 9 %. */
  public static final int SIZE = 128;

  private static final int MIN_CHUNK = 2 << 10;
  private static final int MAX_CHUNK = 64 << 10;

  /** Of the rolling hash; 13 bits for chunks of about 8 KiB. */
  private static final long BOUNDARY = 0x1fffL << 40;

  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long[] GEAR = gear();

  private final TreeSet<Long> smallest = new TreeSet<>(Long::compareUnsigned);
  private long rolling;
  private long chunk = FNV_OFFSET;
  private int length;

  void add(byte[] bytes, int count) {
    for (int i = 0; i < count; i++) {
      rolling = (rolling << 1) + GEAR[bytes[i] & 0xff];
      chunk = (chunk ^ (bytes[i] & 0xff)) * FNV_PRIME;
      length++;
      if (length == MAX_CHUNK || (length >= MIN_CHUNK && (rolling & BOUNDARY) == 0)) {
        endChunk();
      }
    }
  }

  void endFile() {
    if (length > 0) {
      endChunk();
    }
  }

  /** The hashes in hex, 16 digits each, the smallest first. */
  String text() {
    StringBuilder text = new StringBuilder();
    smallest.forEach(hash -> text.append(HexFormat.of().toHexDigits(hash)));
    return text.toString();
  }

  /** The hashes of a sketch's text; refuses what no sketch writes. */
  public static List<String> hashes(String text) {
    if (!text.matches("([0-9a-f]{16}){0," + SIZE + "}")) {
      throw new InvalidManifest("invalid_sketch", "a sketch is up to " + SIZE + " hashes in hex");
    }
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < text.length(); i += 16) {
      hashes.add(text.substring(i, i + 16));
    }
    return hashes;
  }

  /** The estimated part, of all chunks of either, that both have: from 0 to 1. */
  public static double similarity(String one, String other) {
    Set<String> first = new HashSet<>(hashes(one));
    Set<String> second = new HashSet<>(hashes(other));
    TreeSet<String> union = new TreeSet<>(first);
    union.addAll(second);
    if (union.isEmpty()) {
      return 0;
    }
    long shown = Math.min(SIZE, union.size());
    long common =
        union.stream().limit(shown).filter(h -> first.contains(h) && second.contains(h)).count();
    return (double) common / shown;
  }

  private void endChunk() {
    smallest.add(mixed(chunk));
    if (smallest.size() > SIZE) {
      smallest.pollLast();
    }
    chunk = FNV_OFFSET;
    length = 0;
    rolling = 0;
  }

  /** Spreads the hash over all bits (murmur3's finalizer): FNV's upper ones are poor. */
  private static long mixed(long hash) {
    long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }

  private static long[] gear() {
    long[] gear = new long[256];
    for (int i = 0; i < gear.length; i++) {
      byte[] name = ("tributary chunk " + i).getBytes(StandardCharsets.US_ASCII);
      gear[i] = ByteBuffer.wrap(Sha256.of(name)).getLong();
    }
    return gear;
  }
}
