package org.tributary.contracts.asset;

/**
 * What a call to a model costs, in base units per million of prompt and of completion, and the
 * shares of the charge that go to the worker and the gateway before the lineage, in basis points.
 */
public record AssetTerms(long promptPrice, long completionPrice, int workerBps, int feeBps) {
  /** As the registry caps them, so that the lineage is never starved. */
  public static final int MAX_WORKER_BPS = 7000;

  public static final int MAX_FEE_BPS = 1500;

  public static final long MAX_PRICE = 1_000_000_000_000L;

  /** For assets that serve no calls. */
  public static final AssetTerms NONE = new AssetTerms(0, 0, 0, 0);

  public AssetTerms {
    if (promptPrice < 0
        || promptPrice > MAX_PRICE
        || completionPrice < 0
        || completionPrice > MAX_PRICE) {
      throw new IllegalArgumentException("price out of range");
    }
    if (workerBps < 0 || workerBps > MAX_WORKER_BPS || feeBps < 0 || feeBps > MAX_FEE_BPS) {
      throw new IllegalArgumentException("worker share or fee above its cap");
    }
  }
}
