package org.tributary.gateway.owner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import org.tributary.models.manifest.AssetManifest;
import org.tributary.models.manifest.FileProof;
import org.tributary.models.manifest.InvalidManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary asset prove}: that one file belongs to what was registered. */
@Command(
    name = "prove",
    description = "Proves by the chain that a file on this machine belongs to a registered asset.",
    mixinStandardHelpOptions = true)
final class ProveFile extends OneAssetCommand {
  @Parameters(index = "1", paramLabel = "FILE", description = "The file.")
  private Path file;

  @Option(names = "--path", description = "What the asset calls it (default: the file's name).")
  private @Nullable String path;

  @Option(names = "--manifest", description = "The manifest in a file, instead of the gateway's.")
  private @Nullable Path manifestFile;

  @Override
  protected void run(RunningStack stack) {
    AssetId id = id();
    RegisteredAsset registered = stack.assets(stack.chain()).assetOf(id);
    FileProof proof = proof(stack, registered.about().manifestHash());
    String local =
        OwnFiles.read(file, AssetKind.DATASET, "file", err())
            .manifest()
            .files()
            .getFirst()
            .sha256();
    if (!proof.file().sha256().equals(local)) {
      throw new StackFailure("file_differs: " + file + " is not what asset " + id + " has there");
    }
    if (!new Bytes32("0x" + proof.root().hex()).equals(registered.about().contentHash())) {
      throw new StackFailure("manifest_differs: the manifest is not that of asset " + id);
    }
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("asset", id);
    shown.put("contentHash", registered.about().contentHash());
    shown.put("proof", proof);
    if (isJson()) {
      print(shown);
    } else {
      out()
          .printf(
              "%s is file %d of %d of asset %s, content %s%n",
              proof.file().path(),
              proof.index() + 1,
              proof.count(),
              id,
              registered.about().contentHash());
    }
  }

  private FileProof proof(RunningStack stack, Bytes32 manifestHash) {
    try {
      String wanted = path != null ? path : String.valueOf(file.getFileName());
      return AssetManifest.read(manifest(stack, manifestHash)).prove(wanted);
    } catch (InvalidManifest refused) {
      throw new StackFailure(refused.code() + ": " + refused.getMessage());
    }
  }

  private byte[] manifest(RunningStack stack, Bytes32 hash) {
    if (manifestFile == null) {
      return stack.bytes(PATH + "/manifests/" + hash);
    }
    try {
      return Files.readAllBytes(manifestFile);
    } catch (IOException e) {
      throw new StackFailure("cannot read " + manifestFile, e);
    }
  }
}
