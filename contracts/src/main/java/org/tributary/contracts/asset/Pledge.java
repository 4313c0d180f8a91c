package org.tributary.contracts.asset;

/**
 * What an asset promised its parents for all its terms: the least prices, which its descendants
 * keep too, and what it leaves of each charge after worker and gateway, in basis points.
 */
public record Pledge(long completionFloor, long pixelFloor, int minRestBps) {
  public static final Pledge NONE = new Pledge(0, 0, 0);
}
