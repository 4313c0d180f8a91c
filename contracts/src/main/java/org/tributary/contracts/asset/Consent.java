package org.tributary.contracts.asset;

/** Whether anyone may derive from an asset, and for how much at least, in basis points. */
public record Consent(boolean open, int minBps) {
  /** Only the owner's own assets may derive from it. */
  public static final Consent CLOSED = new Consent(false, 0);

  public Consent {
    if (minBps < 0 || minBps > 10_000) {
      throw new IllegalArgumentException("minBps out of range: " + minBps);
    }
  }

  public static Consent openFrom(int minBps) {
    return new Consent(true, minBps);
  }
}
