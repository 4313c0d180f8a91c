package org.tributary.gateway.consent;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.DeriveConsent;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * What someone asks of a closed parent's owner, and the answer once there is one.
 *
 * @param id names the request among those to the same parent
 * @param bps what is offered
 * @param note for people; anyone may write anything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ConsentRequest(
    String id,
    AssetId parent,
    Bytes32 contentHash,
    Address registrar,
    int bps,
    String name,
    String note,
    Instant requestedAt,
    @Nullable Answer answer) {

  /**
   * What the owner signed.
   *
   * @param completionFloor base units in decimal text, as {@code pixelFloor}
   * @param deadline epoch seconds
   */
  public record Answer(
      int bps, String completionFloor, String pixelFloor, long deadline, String signature) {}

  ConsentRequest answered(Answer given) {
    return new ConsentRequest(
        id, parent, contentHash, registrar, bps, name, note, requestedAt, given);
  }

  /** The signed consent that an answer to this request is. */
  public SignedConsent signed(Answer given) {
    return new SignedConsent(
        new DeriveConsent(
            parent,
            contentHash,
            registrar,
            given.bps(),
            Long.parseLong(given.completionFloor()),
            Long.parseLong(given.pixelFloor()),
            Instant.ofEpochSecond(given.deadline())),
        given.signature());
  }
}
