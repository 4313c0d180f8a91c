package org.tributary.gateway.redis;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One of 256 slices of money whose keys share a hash slot, so that one script can change them. */
public record Partition(int index) {

  public static final int COUNT = 256;
  public static final List<Partition> ALL =
      IntStream.range(0, COUNT).mapToObj(Partition::new).toList();

  /** Ready made: each call of a client names half a dozen keys. */
  private static final List<String> PREFIXES =
      ALL.stream().map(partition -> "{p" + partition.hex() + "}:").toList();

  public Partition {
    if (index < 0 || index >= COUNT) {
      throw new IllegalArgumentException("no such partition: " + index);
    }
  }

  /** The full key of what is called {@code name} within this partition. */
  public String key(String name) {
    return PREFIXES.get(index) + name;
  }

  /**
   * Whether money rests on a key: those of the partitions, what is settled, and what is on its way
   * to the chain.
   */
  static boolean isMoney(String key) {
    return key.startsWith("{p") || key.startsWith("{settlement}") || key.startsWith("{tx:");
  }

  /** Two lower-case digits, as ids carry it. */
  public String hex() {
    return String.format(Locale.ROOT, "%02x", index);
  }
}
