package org.tributary.gateway.owner;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.Consent;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Option;

/** What an asset asks of those who derive from it, as options. */
final class ConsentOptions {
  @Option(
      names = "--open",
      paramLabel = "BPS",
      description =
          "Anyone may derive from it for at least so much; without it, only with the owner's"
              + " signature.")
  private @Nullable Integer open;

  @Option(
      names = "--base",
      description =
          "What BPS is measured against: revenue (after worker and gateway) or charge (all of it;"
              + " default: ${DEFAULT-VALUE}).")
  private String base = "revenue";

  @Option(
      names = "--floor-completion",
      description = "The least completion price of what is made from it.")
  private long completionFloor;

  @Option(names = "--floor-pixels", description = "The least pixel price of what is made from it.")
  private long pixelFloor;

  Consent consent() {
    try {
      return new Consent(
          open != null,
          Consent.Base.valueOf(base.toUpperCase(Locale.ROOT)),
          open == null ? 0 : open,
          completionFloor,
          pixelFloor);
    } catch (IllegalArgumentException outOfRange) {
      throw new StackFailure("consent_out_of_range: " + outOfRange.getMessage());
    }
  }

  long completionFloor() {
    return completionFloor;
  }

  long pixelFloor() {
    return pixelFloor;
  }
}
