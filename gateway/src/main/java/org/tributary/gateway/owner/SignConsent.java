package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.DeriveConsent;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary asset consent sign}: by the parent's owner; only the signature leaves. */
@Command(
    name = "sign",
    description = "Consents to one request, for as long as is said.",
    mixinStandardHelpOptions = true)
final class SignConsent extends OneAssetCommand {
  @Parameters(index = "1", paramLabel = "REQUEST", description = "As `consent list` shows it.")
  private String request;

  @Option(names = "--bps", description = "The least share (default: what was offered).")
  private @Nullable Integer bps;

  @Option(names = "--floor-completion", description = "The child's least completion price.")
  private long completionFloor;

  @Option(names = "--floor-pixels", description = "The child's least pixel price.")
  private long pixelFloor;

  @Option(names = "--days", description = "How long it may be used (default: ${DEFAULT-VALUE}).")
  private int days = 30;

  @Override
  protected void run(RunningStack stack) {
    AssetId id = id();
    Hand hand = hand(stack);
    SignedConsent signed =
        consent(id, asked(stack, id)).sign(hand.key(), hand.registry().consentDomain());
    byte[] body =
        RunningStack.json(
            Map.of(
                "bps", signed.consent().bps(),
                "completionFloor", Long.toString(completionFloor),
                "pixelFloor", Long.toString(pixelFloor),
                "deadline", signed.consent().deadline().getEpochSecond(),
                "signature", signed.signature()));
    JsonNode answered = stack.post(PATH + "/" + id + "/consents/" + request, body, JsonNode.class);
    done(id, "consented to " + answered.path("id").asText());
  }

  private JsonNode asked(RunningStack stack, AssetId id) {
    for (JsonNode each : get(stack, "/" + id + "/consents").path("data")) {
      if (each.path("id").asText().equals(request)) {
        return each;
      }
    }
    throw new StackFailure("consent_request_not_found: nobody asked for " + request);
  }

  private DeriveConsent consent(AssetId id, JsonNode asked) {
    try {
      return new DeriveConsent(
          id,
          new Bytes32(asked.path("contentHash").asText()),
          new Address(asked.path("registrar").asText()),
          bps == null ? asked.path("bps").asInt() : bps,
          completionFloor,
          pixelFloor,
          Instant.now().plus(Duration.ofDays(days)));
    } catch (IllegalArgumentException outOfRange) {
      throw new StackFailure("consent_out_of_range: " + outOfRange.getMessage());
    }
  }
}
