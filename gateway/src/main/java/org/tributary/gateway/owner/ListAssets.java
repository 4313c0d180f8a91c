package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.local.RunningStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary asset list}. */
@Command(
    name = "list",
    description = "Lists the registered assets.",
    mixinStandardHelpOptions = true)
final class ListAssets extends AssetCommand {
  @Option(names = "--kind", description = "Only models, datasets or adapters (model, …).")
  private @Nullable String kind;

  @Override
  protected void run(RunningStack stack) {
    JsonNode assets = get(stack, kind == null ? "" : "?kind=" + kind).path("data");
    if (isJson()) {
      print(assets);
      return;
    }
    out().printf("%5s  %-8s  %-32s  %-12s  %s%n", "ID", "KIND", "NAME", "OWNER", "");
    for (JsonNode asset : assets) {
      out()
          .printf(
              "%5s  %-8s  %-32s  %-12s  %s%n",
              asset.path("id").asText(),
              asset.path("kind").asText(),
              asset.path("name").asText(),
              asset.path("owner").asText().substring(0, 12),
              notes(asset));
    }
  }

  static String notes(JsonNode asset) {
    StringBuilder notes = new StringBuilder(asset.path("ownerName").asText());
    if (asset.path("escrow").asBoolean()) {
      notes.append(" (in escrow)");
    }
    if (asset.path("claims").size() > 1) {
      notes.append(", claimed by assets ").append(asset.path("claims"));
      notes.append(asset.path("listed").asBoolean() ? "" : ", not the one that is listed");
    }
    return notes.toString();
  }
}
