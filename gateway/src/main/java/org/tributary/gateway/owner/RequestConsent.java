package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary asset consent request}. */
@Command(
    name = "request",
    description = "Asks the owner of a closed asset to consent to one that is made from it.",
    mixinStandardHelpOptions = true)
final class RequestConsent extends AssetCommand {
  @Parameters(index = "0", paramLabel = "PARENT", description = "The closed asset's number.")
  private String parent;

  @Parameters(index = "1", paramLabel = "FILES", description = "What is to be registered.")
  private Path files;

  @Mixin private KindOption kind;

  @Option(names = "--bps", required = true, description = "The share that is offered.")
  private int bps;

  @Option(names = "--note", description = "A word to the owner.")
  private String note = "";

  @Override
  protected void run(RunningStack stack) {
    AssetId id = id(parent);
    AssetKind parsed = kind.kind();
    String name = String.valueOf(files.toAbsolutePath().normalize().getFileName());
    OwnFiles own = OwnFiles.read(files, parsed, name, err());
    byte[] body =
        RunningStack.json(
            Map.of(
                "contentHash", own.contentHash(),
                "registrar", key(stack).address(),
                "bps", bps,
                "name", name,
                "note", note));
    JsonNode asked = stack.post(PATH + "/" + id + "/consents", body, JsonNode.class);
    if (isJson()) {
      print(asked);
    } else {
      out().println("asked for consent " + asked.path("id").asText() + " of asset " + id);
    }
  }
}
