package org.tributary.models.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.tributary.models.json.JsonFile;

/**
 * What a folder says about chats: {@code chat_template.jinja}, else the template in {@code
 * tokenizer_config.json}, and the spellings of control model-tokens that templates ask for.
 *
 * @param template empty if there is none
 */
record TemplateFiles(String template, Map<String, String> constants) {
  private static final int MAX_CONFIG = 16 << 20;
  private static final int MAX_TEMPLATE = 1 << 20;
  private static final String DEFAULT = "default";
  private static final Set<String> CONSTANTS =
      Set.of("bos_token", "eos_token", "pad_token", "unk_token");

  static TemplateFiles read(Path folder) throws IOException {
    Path config = folder.resolve("tokenizer_config.json");
    Map<String, String> values = Files.exists(config) ? values(config) : Map.of();
    Path separate = folder.resolve("chat_template.jinja");
    String template =
        Files.exists(separate)
            ? JsonFile.text(separate, MAX_TEMPLATE)
            : values.getOrDefault("chat_template", "");
    if (template.length() > MAX_TEMPLATE) {
      throw new IOException(
          "tokenizer_config.json: chat_template has "
              + template.length()
              + " characters, more than"
              + " the "
              + MAX_TEMPLATE
              + " allowed");
    }
    Map<String, String> constants = new HashMap<>();
    CONSTANTS.forEach(name -> constants.put(name, values.getOrDefault(name, "")));
    return new TemplateFiles(template, Map.copyOf(constants));
  }

  private static Map<String, String> values(Path config) throws IOException {
    Map<String, String> values = new HashMap<>();
    try (JsonParser json = JsonFile.parser(JsonFile.text(config, MAX_CONFIG))) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("tokenizer_config.json holds no JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String key = json.currentName();
        json.nextToken();
        if (CONSTANTS.contains(key)) {
          values.put(key, field(json, "content"));
        } else if (key.equals("chat_template")) {
          values.put(key, template(json));
        } else {
          json.skipChildren();
        }
      }
      if (json.nextToken() != null) {
        throw new IOException("tokenizer_config.json holds more than one JSON value");
      }
    } catch (JsonProcessingException e) {
      throw JsonFile.malformed(config, e);
    }
    return values;
  }

  /** One template, or the one called default of a list of named ones. */
  private static String template(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return field(json, DEFAULT);
    }
    String found = "";
    while (json.nextToken() != JsonToken.END_ARRAY) {
      Map<String, String> named = fields(json);
      if (named.getOrDefault("name", "").equals(DEFAULT)) {
        found = named.getOrDefault("template", "");
      }
    }
    return found;
  }

  /** A text, or the text under {@code key} of an object; empty for anything else. */
  private static String field(JsonParser json, String key) throws IOException {
    return json.currentToken() == JsonToken.VALUE_STRING
        ? json.getText()
        : fields(json).getOrDefault(key, "");
  }

  /** The texts of the object that the parser stands at; nothing for another value. */
  private static Map<String, String> fields(JsonParser json) throws IOException {
    Map<String, String> fields = new HashMap<>();
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return fields;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_STRING) {
        fields.put(key, json.getText());
      }
      json.skipChildren();
    }
    return fields;
  }
}
