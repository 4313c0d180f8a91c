package org.tributary.gateway.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetState;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.payment.Calls;
import org.tributary.models.manifest.ModelManifest;

/** Registered models without a chain; a prompt's model-token costs 1 base unit, an answer's 2. */
public final class TestModels {
  /** Where the shipped models are. */
  public static final Path FOLDER = Path.of("..", "models").toAbsolutePath().normalize();

  /** A shipped model under a name of its own, so that its prompts can be counted. */
  public static final String COUNTED = "counted-model";

  public static final Path COUNTED_FOLDER = FOLDER.resolve("brook-7m");

  public static final String DRAWING = "drawing-model";
  public static final Bytes32 DRAWING_CONTENT = new Bytes32("0x" + "d7".repeat(32));

  private static final Bytes32 COUNTED_CONTENT = contentHash();

  private TestModels() {}

  public static ListedAsset counted() {
    return listed(2, COUNTED, COUNTED_CONTENT, "models/brook-7m");
  }

  /** A model that draws, at 1 base unit for each pixel of each step. */
  public static ListedAsset drawing() {
    return listed(3, DRAWING, DRAWING_CONTENT, "", new AssetTerms(0, 0, 0, 1_000_000, 4_000, 500));
  }

  public static ListedAsset listed(long id, String name, Bytes32 content, String uri) {
    return listed(id, name, content, uri, AssetTerms.text(1_000_000, 2_000_000, 4_000, 500));
  }

  private static ListedAsset listed(
      long id, String name, Bytes32 content, String uri, AssetTerms terms) {
    AssetDescription about =
        new AssetDescription(
            AssetKind.MODEL,
            content,
            Bytes32.ZERO,
            uri,
            name,
            "Model owner",
            "Apache-2.0",
            List.of());
    Address owner = Calls.address(0xa1);
    return new ListedAsset(
        new RegisteredAsset(
            new AssetId(id), owner, Instant.EPOCH, Pledge.NONE, Bytes32.ZERO, about),
        new AssetState(0, owner, owner, 1, terms, false, Consent.CLOSED),
        FlatLineage.NONE);
  }

  private static Bytes32 contentHash() {
    try {
      return new Bytes32("0x" + ModelManifest.contentHash(COUNTED_FOLDER).hex());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
