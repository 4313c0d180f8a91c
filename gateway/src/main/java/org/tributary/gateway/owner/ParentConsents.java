package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;

/** Looks, before anything is sent, whether every parent agrees; the registry looks again. */
final class ParentConsents {
  private final RunningStack stack;
  private final AssetCommand.Hand hand;
  private final Bytes32 contentHash;

  ParentConsents(RunningStack stack, AssetCommand.Hand hand, Bytes32 contentHash) {
    this.stack = stack;
    this.hand = hand;
    this.contentHash = contentHash;
  }

  /** What the owners of closed parents have signed for this child. */
  Map<AssetId, SignedConsent> forParents(List<Parent> parents) {
    Map<AssetId, SignedConsent> signed = new HashMap<>();
    for (Parent parent : parents) {
      Address owner = ownerOf(parent.asset());
      Consent asked = hand.registry().consentOf(parent.asset());
      boolean open = asked.open() && parent.bps() >= asked.minBps();
      if (!open && !owner.equals(hand.key().address())) {
        signed.put(parent.asset(), given(parent, asked));
      }
    }
    return signed;
  }

  private Address ownerOf(AssetId parent) {
    try {
      return hand.registry().ownerOf(parent);
    } catch (ChainException.Reverted unknown) {
      throw new StackFailure("parent_not_found: there is no asset " + parent, unknown);
    }
  }

  private SignedConsent given(Parent parent, Consent asked) {
    for (JsonNode each : AssetCommand.get(stack, "/" + parent.asset() + "/consents").path("data")) {
      if (each.path("contentHash").asText().equals(contentHash.text())
          && each.path("registrar").asText().equals(hand.key().address().text())
          && each.has("answer")) {
        return checked(parent, SignedAnswers.read(each));
      }
    }
    throw new StackFailure(
        asked.open()
            ? "consent_missing: asset %s asks for at least %d bps"
                .formatted(parent.asset(), asked.minBps())
            : "consent_missing: asset %s is closed; ask its owner with `asset consent request %s`"
                .formatted(parent.asset(), parent.asset()));
  }

  /** The gateway only carried it: whether it holds is between the owner and the registry. */
  private SignedConsent checked(Parent parent, SignedConsent signed) {
    if (!hand.registry().isConsent(signed) || parent.bps() < signed.consent().bps()) {
      throw new StackFailure(
          "consent_invalid: what asset %s's owner signed is for at least %d bps, or not theirs"
              .formatted(parent.asset(), signed.consent().bps()));
    }
    return signed;
  }
}
