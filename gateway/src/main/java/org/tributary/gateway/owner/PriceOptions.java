package org.tributary.gateway.owner;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Option;

/** What calls cost and how a charge is divided, as options. */
final class PriceOptions {
  private static final Set<String> PRICES = Set.of("prompt", "cached", "completion", "pixels");

  @Option(
      names = "--price",
      split = ",",
      paramLabel = "WHAT=UNITS",
      description =
          "Base units per million of prompt, cached, completion (model-tokens) and pixels (times"
              + " steps), for example --price prompt=200000,completion=800000. Cached prompts cost"
              + " what new ones do unless it is said.")
  private Map<String, Long> price = new HashMap<>();

  @Option(names = "--worker-bps", description = "The worker's share of a charge, at most 7000.")
  private @Nullable Integer workerBps;

  @Option(names = "--fee-bps", description = "The gateway's share of a charge, at most 1500.")
  private @Nullable Integer feeBps;

  /** For what is new; a dataset answers no calls, so nobody could be charged its prices. */
  AssetTerms of(AssetKind kind) {
    if (kind == AssetKind.DATASET && price.values().stream().anyMatch(units -> units != 0)) {
      throw new StackFailure("dataset_priced: calls are to models, a dataset has no --price");
    }
    return over(AssetTerms.NONE);
  }

  /** What is not said stays as it was. */
  AssetTerms over(AssetTerms before) {
    for (String named : price.keySet()) {
      if (!PRICES.contains(named)) {
        throw new StackFailure("invalid_price: --price names " + PRICES + ", not " + named);
      }
    }
    long prompt = price.getOrDefault("prompt", before.promptPrice());
    long cachedBefore =
        before.cachedPrice() == before.promptPrice()
            ? prompt
            : Math.min(prompt, before.cachedPrice());
    try {
      return new AssetTerms(
          prompt,
          price.getOrDefault("cached", cachedBefore),
          price.getOrDefault("completion", before.completionPrice()),
          price.getOrDefault("pixels", before.pixelPrice()),
          workerBps == null ? before.workerBps() : workerBps,
          feeBps == null ? before.feeBps() : feeBps);
    } catch (IllegalArgumentException outOfRange) {
      throw new StackFailure("terms_out_of_range: " + outOfRange.getMessage());
    }
  }
}
