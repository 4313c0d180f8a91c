package org.tributary.gateway.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.models.manifest.AssetFolder;
import org.tributary.models.manifest.AssetManifest;
import org.tributary.models.manifest.ModelManifest;

/**
 * Registers a shipped model and everything it was made from. What belongs to someone who holds no
 * key here goes to escrow under that owner's name.
 */
final class ModelRegistration {
  private final AssetRegistryContract registry;
  private final TxSender owner;
  private final String ownerName;
  private final SecureRandom random;
  private final List<byte[]> manifests = new ArrayList<>();

  /**
   * @param owner holds the assets whose manifest names {@code ownerName}
   */
  ModelRegistration(
      AssetRegistryContract registry, TxSender owner, String ownerName, SecureRandom random) {
    this.registry = registry;
    this.owner = owner;
    this.ownerName = ownerName;
    this.random = random;
  }

  /** The manifests of the models registered so far, for the gateway to keep. */
  List<byte[]> manifests() {
    return List.copyOf(manifests);
  }

  /** The asset of the model in {@code folder}, registered with its lineage where it is new. */
  AssetId register(Path folder) throws IOException {
    ModelManifest manifest = ModelManifest.read(folder);
    AssetFolder.Content files = AssetFolder.of(folder).computedWith().read((bytes, all) -> {});
    AssetManifest listed =
        new AssetManifest(manifest.name(), AssetKind.MODEL.text(), files.files(), files.sketch());
    manifests.add(listed.write());
    Bytes32 content = new Bytes32("0x" + listed.contentHash().hex());
    List<AssetId> known = registry.claimsOf(content);
    if (!known.isEmpty()) {
      return known.getFirst();
    }
    List<Parent> parents = new ArrayList<>();
    for (ModelManifest.Lineage parent : manifest.parents()) {
      parents.add(new Parent(register(parent), parent.bps()));
    }
    ModelManifest.Prices prices = manifest.prices();
    ModelManifest.Terms terms = manifest.terms();
    return register(
        manifest.owner(),
        new AssetRegistration(
            new AssetDescription(
                AssetKind.MODEL,
                content,
                new Bytes32("0x" + AssetManifest.hash(listed.write())),
                "models/" + manifest.name(),
                manifest.name(),
                manifest.owner(),
                manifest.licence(),
                parents),
            Consent.openFrom(1000),
            new AssetTerms(
                prices.prompt(),
                prices.cachedPrompt(),
                prices.completion(),
                prices.pixelSteps(),
                terms.workerBps(),
                terms.gatewayBps())));
  }

  private AssetId register(ModelManifest.Lineage lineage) {
    List<Parent> parents = new ArrayList<>();
    for (ModelManifest.Lineage parent : lineage.ancestors()) {
      parents.add(new Parent(register(parent), parent.bps()));
    }
    Bytes32 content = contentHash(lineage);
    return registry.claimsOf(content).stream()
        .findFirst()
        .orElseGet(() ->
            register(
                lineage.owner(),
                new AssetRegistration(
                    new AssetDescription(
                        AssetKind.DATASET,
                        content,
                        sha256(lineage.toString().getBytes(StandardCharsets.UTF_8)),
                        lineage.source() == null ? "" : lineage.source(),
                        lineage.name(),
                        lineage.owner(),
                        lineage.licence(),
                        parents),
                    Consent.openFrom(1),
                    AssetTerms.NONE)));
  }

  private AssetId register(String ownedBy, AssetRegistration registration) {
    byte[] salt = new byte[32];
    random.nextBytes(salt);
    return ownedBy.equals(ownerName)
        ? registry.register(owner, registration, Bytes32.of(salt))
        : registry.registerFor(owner, registration, Bytes32.of(salt));
  }

  /** A file's own SHA-256; a collection's hash is that of its members' hashes. */
  private static Bytes32 contentHash(ModelManifest.Lineage lineage) {
    if (lineage.sha256() != null) {
      return new Bytes32("0x" + lineage.sha256());
    }
    StringBuilder members = new StringBuilder(lineage.name());
    lineage.ancestors().forEach(a -> members.append('\n').append(contentHash(a).text()));
    return sha256(members.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static Bytes32 sha256(byte[] bytes) {
    try {
      return Bytes32.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
