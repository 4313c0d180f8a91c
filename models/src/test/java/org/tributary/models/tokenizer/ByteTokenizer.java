package org.tributary.models.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A byte-level tokenizer with no merges: model-token 4 + b is the byte b, the first four control.
 */
final class ByteTokenizer {
  static final List<String> SPECIAL = List.of("<|end|>", "<|system|>", "<|user|>", "<|assistant|>");
  static final String TEMPLATE =
      "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] +"
          + " '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif"
          + " %}";
  private static final ObjectMapper JSON = new ObjectMapper();

  private ByteTokenizer() {}

  /** One for all tests that need no folder of their own; lives as long as the process. */
  static ModelTokenizer create() {
    try {
      return open(Files.createTempDirectory("byte-tokenizer"), TEMPLATE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelTokenizer open(Path folder, String template) throws IOException {
    Map<String, Object> byteLevel =
        Map.of(
            "type",
            "ByteLevel",
            "add_prefix_space",
            false,
            "trim_offsets",
            true,
            "use_regex",
            true);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("added_tokens", SPECIAL.stream().map(s -> added(s, SPECIAL.indexOf(s))).toList());
    root.put("pre_tokenizer", byteLevel);
    root.put("decoder", byteLevel);
    root.put("model", Map.of("type", "BPE", "vocab", vocabulary(), "merges", List.of()));
    Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        JSON.writeValueAsString(Map.of("eos_token", "<|end|>", "chat_template", template)));
    return ModelTokenizer.open(folder);
  }

  private static Map<String, Object> added(String content, int id) {
    return Map.of(
        "id",
        id,
        "content",
        content,
        "special",
        true,
        "single_word",
        false,
        "lstrip",
        false,
        "rstrip",
        false,
        "normalized",
        false);
  }

  /** GPT-2's printable stand-ins for the 256 bytes. */
  private static Map<String, Integer> vocabulary() {
    Map<String, Integer> ids = new LinkedHashMap<>();
    SPECIAL.forEach(s -> ids.put(s, ids.size()));
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > ' ' && b < 0x7f) || (b > 0xa0 && b != 0xad);
      ids.put(Character.toString(printable ? b : next++), ids.size());
    }
    return ids;
  }
}
