package org.tributary.models.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tributary.models.json.JsonFile;

/**
 * A {@code tokenizer.json} that has been checked before the native library sees it: what that
 * library does not expect ends the process.
 */
final class TokenizerFile {
  private static final int MAX_BYTES = 64 << 20;
  private static final int MAX_PART = 1 << 20;
  private static final int MAX_ADDED = 1 << 16;
  private static final int MAX_ID = 1 << 22;

  private final String text;
  private final JsonParser json;
  private final Set<String> added = new HashSet<>();
  private final List<String> special = new ArrayList<>();
  private String vocabulary = "";
  private int entries;
  private int maxId = -1;
  private PartialCharacters partial = new PartialCharacters(MissingNode.getInstance());

  private TokenizerFile(String text, JsonParser json) {
    this.text = text;
    this.json = json;
  }

  /**
   * Reads and checks {@code file}.
   *
   * @throws IOException naming the file, and the key and value that are not supported
   */
  static TokenizerFile read(Path file) throws IOException {
    String text = JsonFile.text(file, MAX_BYTES);
    try (JsonParser json = JsonFile.parser(text)) {
      TokenizerFile read = new TokenizerFile(text, json);
      read.root();
      read.vocabulary();
      return read;
    } catch (JsonProcessingException e) {
      throw JsonFile.malformed(file, e);
    }
  }

  String text() {
    return text;
  }

  /** Spellings of the control model-tokens. */
  List<String> special() {
    return List.copyOf(special);
  }

  /** Model-tokens that are no whole characters. */
  PartialCharacters partial() {
    return partial;
  }

  /** One more than the largest id that can come out, whatever ids the library gives. */
  int vocabularySize() {
    return Math.max(maxId + 1, entries + added.size());
  }

  private void root() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("tokenizer.json holds no JSON object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "model" -> model();
        case "added_tokens" -> addedTokens();
        case "decoder" -> {
          JsonNode decoder = part(key);
          new TokenizerRules(MAX_ID).check(key, decoder);
          partial = new PartialCharacters(decoder);
        }
        case "normalizer", "pre_tokenizer", "post_processor" ->
            maxId = Math.max(maxId, new TokenizerRules(MAX_ID).check(key, part(key)));
        default -> json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw new IOException("tokenizer.json holds more than one JSON value");
    }
    require(!vocabulary.isEmpty(), "model.vocab", "(absent)");
  }

  private void model() throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "model", "no object");
    String type = "(absent)";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      switch (key) {
        case "type" -> type = scalar("model.type");
        case "vocab" -> vocabulary = slice();
        case "continuing_subword_prefix", "dropout" -> refuseUnlessEmpty(key);
        default -> json.skipChildren();
      }
    }
    require(type.equals("BPE"), "model.type", type);
  }

  private String scalar(String key) throws IOException {
    require(json.currentToken().isScalarValue(), key, "no text");
    return json.getText();
  }

  /** With these an encoding is random, or the library fails on a piece shorter than the prefix. */
  private void refuseUnlessEmpty(String key) throws IOException {
    boolean empty =
        switch (json.currentToken()) {
          case VALUE_NULL -> true;
          case VALUE_STRING -> json.getText().isEmpty();
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDoubleValue() == 0;
          default -> false;
        };
    require(empty, "model." + key, json.getText());
  }

  /** Read last, when it is known which added entries may stand in it under an id of their own. */
  private void vocabulary() throws IOException {
    try (JsonParser names = JsonFile.parser(vocabulary)) {
      require(names.nextToken() == JsonToken.START_OBJECT, "model.vocab", "no object");
      while (names.nextToken() == JsonToken.FIELD_NAME) {
        String name = names.currentName();
        names.nextToken();
        boolean fits =
            names.currentToken() == JsonToken.VALUE_NUMBER_INT
                && names.getNumberType() == JsonParser.NumberType.INT
                && names.getIntValue() >= 0
                && names.getIntValue() < MAX_ID;
        require(fits, "model.vocab of " + name, names.getText());
        maxId = Math.max(maxId, names.getIntValue());
        entries++;
        added.remove(name);
        partial.add(name, names.getIntValue());
      }
    }
    vocabulary = "";
  }

  private void addedTokens() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    require(json.currentToken() == JsonToken.START_ARRAY, "added_tokens", "no list");
    while (json.nextToken() != JsonToken.END_ARRAY) {
      JsonNode entry = part("added_tokens");
      JsonNode id = entry.path("id");
      String content = entry.path("content").asText();
      boolean fits = id.isInt() && id.intValue() >= 0 && id.intValue() < MAX_ID;
      require(
          fits && !content.isEmpty() && added.size() < MAX_ADDED, "added_tokens", entry.toString());
      added.add(content);
      maxId = Math.max(maxId, id.intValue());
      if (entry.path("special").asBoolean(false)) {
        special.add(content);
      }
    }
  }

  /** The small value that the parser stands at. */
  private JsonNode part(String key) throws IOException {
    if (!json.currentToken().isStructStart()) {
      require(json.currentToken() == JsonToken.VALUE_NULL, key, "no object");
      return MissingNode.getInstance();
    }
    String slice = slice();
    require(slice.length() <= MAX_PART, key, "a text of " + slice.length() + " characters");
    return JsonFile.tree(slice);
  }

  /** The text of the object or list that the parser stands at, passed over. */
  private String slice() throws IOException {
    int start = (int) json.currentTokenLocation().getCharOffset();
    json.skipChildren();
    return text.substring(start, (int) json.currentLocation().getCharOffset());
  }

  private static void require(boolean condition, String key, String value) throws IOException {
    if (!condition) {
      throw refusal(key, value);
    }
  }

  static IOException refusal(String key, String value) {
    return new IOException(
        "tokenizer.json: " + shortened(key) + " = " + shortened(value) + " is not supported");
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) + "…" : text;
  }
}
