package org.tributary.gateway.owner;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.StackFailure;
import org.tributary.models.manifest.AssetFolder;
import org.tributary.models.manifest.AssetManifest;
import org.tributary.models.manifest.InvalidManifest;

/** An owner's files, read once: the manifest to publish, and the hashes to register. */
record OwnFiles(AssetManifest manifest, byte[] written) {

  static OwnFiles read(Path files, AssetKind kind, String name, PrintWriter progress) {
    try {
      AssetFolder folder = AssetFolder.of(files);
      // Of a model, what a worker computes with: that is what it announces by its hash.
      AssetFolder chosen = kind == AssetKind.DATASET ? folder : folder.computedWith();
      AssetFolder.Content content = chosen.read(new HashProgress(progress));
      AssetManifest manifest =
          new AssetManifest(name, kind.text(), content.files(), content.sketch());
      return new OwnFiles(manifest, manifest.write());
    } catch (InvalidManifest refused) {
      throw new StackFailure(refused.code() + ": " + refused.getMessage());
    } catch (IOException e) {
      throw new StackFailure("unreadable_files: " + e.getMessage(), e);
    }
  }

  Bytes32 contentHash() {
    return new Bytes32("0x" + manifest.contentHash().hex());
  }

  Bytes32 manifestHash() {
    return new Bytes32("0x" + AssetManifest.hash(written));
  }
}
