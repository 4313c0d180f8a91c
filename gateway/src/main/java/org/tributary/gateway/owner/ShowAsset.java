package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;

/** {@code tributary asset show}. */
@Command(
    name = "show",
    description =
        "Shows an asset: owner, payee, terms, lineage, claims of the same content, proofs.",
    mixinStandardHelpOptions = true)
final class ShowAsset extends OneAssetCommand {
  @Override
  protected void run(RunningStack stack) {
    ObjectNode shown = (ObjectNode) get(stack, "/" + id());
    shown.set("proofs", get(stack, "/" + id() + "/proofs").path("data"));
    if (isJson()) {
      print(shown);
      return;
    }
    for (Map.Entry<String, JsonNode> field : shown.properties()) {
      JsonNode value = field.getValue();
      if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
        out().println(field.getKey());
        value.forEach(one -> out().println("  " + line(one)));
      } else {
        out().printf("%-13s %s%n", field.getKey(), line(value));
      }
    }
  }

  private static String line(JsonNode value) {
    return value.isTextual() ? value.asText() : value.toString().replace("\"", "");
  }
}
