package org.tributary.contracts.asset;

/**
 * What an asset asks of those who derive from it: whether anyone may, for how many basis points at
 * least and of what, and the least prices of whatever is made from it.
 */
public record Consent(boolean open, Base base, int minBps, long completionFloor, long pixelFloor) {

  /** What {@code minBps} is measured against; the order is the registry's. */
  public enum Base {
    /** What is left of a charge after worker and gateway. */
    REVENUE,
    /** The whole charge. */
    CHARGE
  }

  /** Only the owner's own assets may derive from it, and those that the owner signs for. */
  public static final Consent CLOSED = new Consent(false, Base.REVENUE, 0, 0, 0);

  public Consent {
    if (minBps < 0 || minBps > 10_000) {
      throw new IllegalArgumentException("minBps out of range: " + minBps);
    }
    if (completionFloor < 0
        || completionFloor > AssetTerms.MAX_PRICE
        || pixelFloor < 0
        || pixelFloor > AssetTerms.MAX_PRICE) {
      throw new IllegalArgumentException("a floor is a price: 0 to " + AssetTerms.MAX_PRICE);
    }
  }

  public static Consent openFrom(int minBps) {
    return new Consent(true, Base.REVENUE, minBps, 0, 0);
  }
}
