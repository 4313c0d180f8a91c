package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.DeriveConsent;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.StackFailure;

/** An answered request for consent as the gateway's API gives it. */
final class SignedAnswers {
  private SignedAnswers() {}

  static SignedConsent read(JsonNode request) {
    JsonNode answer = request.path("answer");
    try {
      return new SignedConsent(
          new DeriveConsent(
              AssetId.parse(request.path("parent").asText()),
              new Bytes32(request.path("contentHash").asText()),
              new Address(request.path("registrar").asText()),
              answer.path("bps").asInt(),
              Long.parseLong(answer.path("completionFloor").asText()),
              Long.parseLong(answer.path("pixelFloor").asText()),
              Instant.ofEpochSecond(answer.path("deadline").asLong())),
          answer.path("signature").asText());
    } catch (IllegalArgumentException malformed) {
      throw new StackFailure("consent_invalid: the gateway's answer is no consent", malformed);
    }
  }
}
