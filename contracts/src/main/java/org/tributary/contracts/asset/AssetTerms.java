package org.tributary.contracts.asset;

/**
 * What a call costs, in base units per million of prompt, of cached prompt, of completion, and of
 * pixels times steps, and the shares of the charge that go to the worker and the gateway before the
 * lineage, in basis points.
 */
public record AssetTerms(
    long promptPrice,
    long cachedPrice,
    long completionPrice,
    long pixelPrice,
    int workerBps,
    int feeBps) {
  /** As the registry caps them, so that the lineage is never starved. */
  public static final int MAX_WORKER_BPS = 7000;

  public static final int MAX_FEE_BPS = 1500;

  public static final long MAX_PRICE = 1_000_000_000_000L;

  /** For assets that serve no calls. */
  public static final AssetTerms NONE = text(0, 0, 0, 0);

  public AssetTerms {
    requirePrice("prompt", promptPrice);
    requirePrice("cached", cachedPrice);
    requirePrice("completion", completionPrice);
    requirePrice("pixel", pixelPrice);
    if (cachedPrice > promptPrice) {
      throw new IllegalArgumentException("what is cached costs no more than what is not");
    }
    if (workerBps < 0 || workerBps > MAX_WORKER_BPS) {
      throw new IllegalArgumentException("the worker's share is 0 to " + MAX_WORKER_BPS + " bps");
    }
    if (feeBps < 0 || feeBps > MAX_FEE_BPS) {
      throw new IllegalArgumentException("the gateway's fee is 0 to " + MAX_FEE_BPS + " bps");
    }
  }

  /** For a model of text, whose cached prompts cost what new ones do. */
  public static AssetTerms text(long promptPrice, long completionPrice, int workerBps, int feeBps) {
    return new AssetTerms(promptPrice, promptPrice, completionPrice, 0, workerBps, feeBps);
  }

  private static void requirePrice(String which, long price) {
    if (price < 0 || price > MAX_PRICE) {
      throw new IllegalArgumentException("the " + which + " price is 0 to " + MAX_PRICE);
    }
  }
}
