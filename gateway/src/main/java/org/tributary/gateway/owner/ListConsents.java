package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;

/** {@code tributary asset consent list}. */
@Command(
    name = "list",
    description = "Lists who asked to derive from an asset, and what was answered.",
    mixinStandardHelpOptions = true)
final class ListConsents extends OneAssetCommand {
  @Override
  protected void run(RunningStack stack) {
    JsonNode requests = get(stack, "/" + id() + "/consents").path("data");
    if (isJson()) {
      print(requests);
      return;
    }
    for (JsonNode each : requests) {
      out()
          .printf(
              "%s  %s  %5d bps  %s  %s  %s%n",
              each.path("id").asText(),
              each.has("answer") ? "signed " : "waiting",
              each.path("bps").asInt(),
              each.path("registrar").asText(),
              each.path("name").asText(),
              each.path("note").asText().replaceAll("\\p{Cntrl}", " "));
    }
  }
}
