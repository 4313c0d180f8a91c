package org.tributary.contracts.chain;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.asset.SignedConsent;
import org.web3j.abi.datatypes.Type;

/** The registry's structs, from and to the ABI. */
final class AssetRecords {
  static final String TERMS = "(uint64,uint64,uint64,uint64,uint16,uint16)";
  static final String CONSENT = "(bool,uint8,uint16,uint64,uint64)";
  static final String PARENTS = "(uint96,uint16)[]";
  static final String REGISTRATION =
      "(uint8,bytes32,bytes32,string,string,string,string,"
          + PARENTS
          + ","
          + CONSENT
          + ","
          + TERMS
          + ")";
  static final String PLEDGE = "(uint64,uint64,uint16)";
  static final String SIGNED_CONSENTS = "(uint16,uint64,uint64,uint64,bytes)[]";

  private AssetRecords() {}

  static Type<?> registration(AssetRegistration registration) {
    AssetDescription about = registration.about();
    return Abi.tuple(
        Abi.uint(about.kind().ordinal()),
        Abi.bytes32(about.contentHash()),
        Abi.bytes32(about.manifestHash()),
        Abi.string(about.uri()),
        Abi.string(about.name()),
        Abi.string(about.ownerName()),
        Abi.string(about.licence()),
        parents(about.parents()),
        consent(registration.consent()),
        terms(registration.terms()));
  }

  static Type<?> parents(List<Parent> parents) {
    return Abi.array(
        parents.stream()
            .<Type<?>>map(
                parent -> Abi.words(Abi.uint(parent.asset().value()), Abi.uint(parent.bps())))
            .toList());
  }

  static Type<?> pledge(Pledge pledge) {
    return Abi.words(
        Abi.uint(pledge.completionFloor()),
        Abi.uint(pledge.pixelFloor()),
        Abi.uint(pledge.minRestBps()));
  }

  static Pledge pledge(AbiReader in) {
    return new Pledge(in.number(0), in.number(1), in.small(2));
  }

  /** One for each parent, empty where none was given. */
  static Type<?> consents(List<Parent> parents, Map<AssetId, SignedConsent> signed) {
    return Abi.array(
        parents.stream().<Type<?>>map(parent -> signed(signed.get(parent.asset()))).toList());
  }

  private static Type<?> signed(@Nullable SignedConsent signed) {
    if (signed == null) {
      return Abi.tuple(Abi.uint(0), Abi.uint(0), Abi.uint(0), Abi.uint(0), Abi.bytes(new byte[0]));
    }
    return Abi.tuple(
        Abi.uint(signed.consent().bps()),
        Abi.uint(signed.consent().completionFloor()),
        Abi.uint(signed.consent().pixelFloor()),
        Abi.uint(signed.consent().deadline().getEpochSecond()),
        Abi.bytes(signed.signatureBytes()));
  }

  static Type<?> consent(Consent consent) {
    return Abi.words(
        Abi.bool(consent.open()),
        Abi.uint(consent.base().ordinal()),
        Abi.uint(consent.minBps()),
        Abi.uint(consent.completionFloor()),
        Abi.uint(consent.pixelFloor()));
  }

  static Consent consent(AbiReader in) {
    return new Consent(
        in.bool(0), Consent.Base.values()[in.small(1)], in.small(2), in.number(3), in.number(4));
  }

  static Type<?> terms(AssetTerms terms) {
    return Abi.words(
        Abi.uint(terms.promptPrice()),
        Abi.uint(terms.cachedPrice()),
        Abi.uint(terms.completionPrice()),
        Abi.uint(terms.pixelPrice()),
        Abi.uint(terms.workerBps()),
        Abi.uint(terms.feeBps()));
  }

  static AssetTerms terms(AbiReader in) {
    return new AssetTerms(
        in.number(0), in.number(1), in.number(2), in.number(3), in.small(4), in.small(5));
  }

  static RegisteredAsset asset(AssetId id, AbiReader answer) {
    AbiReader asset = answer.tuple(0);
    AssetDescription about =
        new AssetDescription(
            AssetKind.values()[asset.small(0)],
            asset.bytes32(6),
            asset.bytes32(7),
            asset.string(9),
            asset.string(10),
            asset.string(11),
            asset.string(12),
            asset.array(
                13, 2, parent -> new Parent(new AssetId(parent.number(0)), parent.small(1))));
    return new RegisteredAsset(
        id,
        asset.address(2),
        Instant.ofEpochSecond(asset.number(1)),
        new Pledge(asset.number(3), asset.number(4), asset.small(5)),
        asset.bytes32(8),
        about);
  }

  static FlatLineage lineage(AbiReader answer) {
    return new FlatLineage(
        answer.array(
            0, 2, entry -> new FlatLineage.Ancestor(new AssetId(entry.number(0)), entry.small(1))));
  }
}
