package org.tributary.contracts.asset;

/** A direct parent and its share of what the child's owner receives, in basis points. */
public record Parent(AssetId asset, int bps) {
  public static final int MAX_PARENTS = 8;

  public Parent {
    if (bps < 0 || bps > 10_000) {
      throw new IllegalArgumentException("bps out of range: " + bps);
    }
  }
}
