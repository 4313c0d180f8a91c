package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary asset vouch}: has a gateway see that a domain or repository names the owner. */
@Command(
    name = "vouch",
    description =
        "Proves that an asset is yours by a file that only you can write: at"
            + " https://DOMAIN/.well-known/tributary.json, or tributary-owner.json in a repository.",
    mixinStandardHelpOptions = true)
final class VouchForAsset extends OneAssetCommand {
  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "SOURCE",
      description = "A domain, or the URL of the repository's raw file.")
  private String source = "";

  @Option(names = "--show", description = "Prints what the file has to say.")
  private boolean show;

  @Override
  protected void run(RunningStack stack) {
    AssetId id = id();
    if (show) {
      Bytes32 content = stack.assets(stack.chain()).contentHashOf(id);
      out()
          .printf(
              "{\"assets\":[{\"contentHash\":\"%s\",\"owner\":\"%s\"}]}%n",
              content, key(stack).address());
      return;
    }
    if (source.isBlank()) {
      throw new StackFailure("missing_source: name a domain or a file's URL, or --show");
    }
    byte[] body = RunningStack.json(Map.of("source", source));
    JsonNode proof = stack.post(PATH + "/" + id + "/proofs", body, JsonNode.class);
    done(id, "proven " + proof.path("owner").asText() + "'s by " + proof.path("source").asText());
  }
}
