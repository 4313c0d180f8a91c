package org.tributary.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/**
 * What a tokenizer may be made of: the steps that the native library carries out for any text.
 *
 * <p>It panics, and takes the process with it, on an empty pattern, on a step of zero length, on
 * stripping the end of an empty text, on a template that names a model-token it does not define,
 * and on a pattern that backtracks too often.
 *
 * @param maxId ids must be below
 */
record TokenizerRules(int maxId) {
  private static final int MAX_DEPTH = 8;
  private static final Set<String> SAFE_PATTERNS = Set.of("\\s+", " {2,}");

  /** The largest id that {@code part} can put into an encoding; -1 if none. */
  int check(String key, JsonNode part) throws IOException {
    requireReadable(key, part);
    return check(key, part, 0);
  }

  /** What the library's own JSON reader would refuse, in a place where that ends the process. */
  private static void requireReadable(String key, JsonNode node) throws IOException {
    boolean readable =
        node.isNumber() ? Double.isFinite(node.doubleValue()) : isWhole(node.asText());
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      readable &= isWhole(field.getKey());
    }
    if (!readable) {
      throw TokenizerFile.refusal(key, "half a character, or a number without end");
    }
    for (JsonNode child : node) {
      requireReadable(key, child);
    }
  }

  /** No half of a surrogate pair stands alone. */
  private static boolean isWhole(String text) {
    return text.codePoints()
        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private int check(String key, JsonNode part, int depth) throws IOException {
    if (part.isMissingNode()) {
      return -1;
    }
    String type = part.path("type").asText("(absent)");
    if (depth > MAX_DEPTH) {
      throw TokenizerFile.refusal(key, "nested too deeply");
    }
    switch (key + " " + type) {
      case "normalizer Sequence" -> all(key, part.path("normalizers"), depth);
      case "pre_tokenizer Sequence" -> all(key, part.path("pretokenizers"), depth);
      case "decoder Sequence" -> all(key, part.path("decoders"), depth);
      case "post_processor Sequence" -> {
        return all(key, part.path("processors"), depth);
      }
      case "post_processor TemplateProcessing" -> {
        return template(part);
      }
      case "post_processor RobertaProcessing", "post_processor BertProcessing" -> {
        return Math.max(
            id(key + ".sep", part.path("sep").path(1)), id(key + ".cls", part.path("cls").path(1)));
      }
      case "normalizer Prepend" -> text(key + ".prepend", part.path("prepend"));
      case "normalizer Replace", "decoder Replace" ->
          replaced(key + ".pattern", part.path("pattern"));
      case "pre_tokenizer Split" -> split(key + ".pattern", part.path("pattern"));
      case "normalizer NFC", "normalizer NFD", "normalizer NFKC", "normalizer NFKD" -> {}
      case "normalizer Lowercase", "normalizer Strip", "normalizer StripAccents" -> {}
      case "pre_tokenizer ByteLevel", "pre_tokenizer Metaspace", "pre_tokenizer Digits" -> {}
      case "pre_tokenizer Punctuation", "pre_tokenizer Whitespace" -> {}
      case "pre_tokenizer WhitespaceSplit", "post_processor ByteLevel" -> {}
      case "decoder ByteLevel", "decoder Metaspace", "decoder ByteFallback" -> {}
      case "decoder Fuse", "decoder BPEDecoder" -> {}
      case "decoder Strip" -> {
        if (!part.path("stop").isInt() || part.path("stop").intValue() != 0) {
          throw TokenizerFile.refusal(key + ".stop", part.path("stop").toString());
        }
      }
      default -> throw TokenizerFile.refusal(key + ".type", type);
    }
    return -1;
  }

  private int all(String key, JsonNode parts, int depth) throws IOException {
    if (!parts.isArray()) {
      throw TokenizerFile.refusal(key, "a sequence of no list");
    }
    int largest = -1;
    for (JsonNode part : parts) {
      largest = Math.max(largest, check(key, part, depth + 1));
    }
    return largest;
  }

  /** Only {@code single} is ever used; it must hold the text once, and define what it names. */
  private int template(JsonNode part) throws IOException {
    int largest = -1;
    int texts = 0;
    for (JsonNode piece : part.path("single")) {
      String name = piece.path("SpecialToken").path("id").asText();
      JsonNode ids = part.path("special_tokens").path(name).path("ids");
      boolean text = piece.path("Sequence").path("id").asText().equals("A");
      if (text ? ++texts > 1 : !ids.isArray() || ids.isEmpty()) {
        throw TokenizerFile.refusal("post_processor.single", piece.toString());
      }
      for (JsonNode id : ids) {
        largest = Math.max(largest, id("post_processor.special_tokens", id));
      }
    }
    if (texts != 1) {
      throw TokenizerFile.refusal("post_processor.single", part.path("single").toString());
    }
    return largest;
  }

  private int id(String key, JsonNode node) throws IOException {
    if (!node.isInt() || node.intValue() < 0 || node.intValue() >= maxId) {
      throw TokenizerFile.refusal(key, node.toString());
    }
    return node.intValue();
  }

  private static void text(String key, JsonNode node) throws IOException {
    if (!node.isTextual() || node.textValue().isEmpty()) {
      throw TokenizerFile.refusal(key, node.toString());
    }
  }

  private static void replaced(String key, JsonNode pattern) throws IOException {
    if (!SAFE_PATTERNS.contains(pattern.path("Regex").asText())) {
      text(key, pattern.has("Regex") ? pattern : pattern.path("String"));
    }
  }

  private static void split(String key, JsonNode pattern) throws IOException {
    String regex = pattern.path("Regex").asText();
    if (!pattern.has("Regex")) {
      text(key, pattern.path("String"));
    } else if (pattern.size() != 1 || !SplitPattern.isBounded(regex)) {
      throw TokenizerFile.refusal(key, regex);
    }
  }
}
