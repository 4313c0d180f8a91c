package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.tributary.contracts.keys.Keccak256;

/** Names the custom errors of our contracts by their selectors. */
final class RevertReasons {
  private static final int SELECTOR_CHARS = 10;

  private RevertReasons() {}

  /** The error's name, or the raw selector of one we do not know. */
  static String name(String revertData) {
    String selector = revertData.substring(0, SELECTOR_CHARS);
    return Names.BY_SELECTOR.getOrDefault(selector, selector);
  }

  /** Read once, when the first call is refused. */
  private static final class Names {
    static final Map<String, String> BY_SELECTOR = read();

    private static Map<String, String> read() {
      Map<String, String> names = new HashMap<>();
      for (String contract : Artifact.NAMES) {
        for (JsonNode item : Artifact.load(contract).abi()) {
          if (item.path("type").asText().equals("error")) {
            names.put(selector(item), item.path("name").asText());
          }
        }
      }
      return Map.copyOf(names);
    }

    private static String selector(JsonNode error) {
      StringJoiner types = new StringJoiner(",", error.path("name").asText() + "(", ")");
      error.path("inputs").forEach(input -> types.add(input.path("type").asText()));
      byte[] signature = types.toString().getBytes(StandardCharsets.US_ASCII);
      return Keccak256.hash(signature).text().substring(0, SELECTOR_CHARS);
    }
  }
}
