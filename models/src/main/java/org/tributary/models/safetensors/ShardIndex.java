package org.tributary.models.safetensors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.tributary.models.json.JsonFile;

/** Reads which file holds which tensor: {@code weight_map} of a safetensors index. */
final class ShardIndex {
  private static final int MAX_BYTES = 16 * 1024 * 1024;
  private static final int MAX_TENSORS = 1 << 17;
  private static final int MAX_SHARDS = 1 << 10;
  private static final int MAX_NAME = 1_000;

  /** A plain name: nothing that a file system would read as a way to another folder. */
  private static final Pattern SHARD =
      Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,200}\\.safetensors");

  private final JsonParser json;
  private final String file;

  private ShardIndex(JsonParser json, String file) {
    this.json = json;
    this.file = file;
  }

  /** File names by tensor name, in the index's order. */
  static Map<String, String> read(Path index) throws IOException {
    String text = JsonFile.text(index, MAX_BYTES);
    try (JsonParser json = JsonFile.parser(text)) {
      return new ShardIndex(json, String.valueOf(index.getFileName())).read();
    } catch (JsonProcessingException e) {
      throw new SafetensorsException(String.valueOf(JsonFile.malformed(index, e).getMessage()), e);
    }
  }

  private Map<String, String> read() throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw refusal("holds no JSON object");
    }
    Map<String, String> weightMap = Map.of();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String key = json.currentName();
      json.nextToken();
      if (key.equals("weight_map")) {
        weightMap = weightMap();
      } else {
        json.skipChildren();
      }
    }
    if (json.nextToken() != null) {
      throw refusal("something follows its JSON object");
    }
    if (weightMap.isEmpty()) {
      throw refusal("weight_map is missing or empty");
    }
    return weightMap;
  }

  private Map<String, String> weightMap() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw refusal("weight_map is not an object");
    }
    Map<String, String> weightMap = new LinkedHashMap<>();
    Map<String, String> shards = new HashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String tensor = json.currentName();
      if (tensor.length() > MAX_NAME) {
        throw refusal("weight_map has a name of " + tensor.length() + " characters");
      }
      json.nextToken();
      String shard = shard(tensor);
      weightMap.put(tensor, shards.computeIfAbsent(shard, same -> same));
      if (weightMap.size() > MAX_TENSORS || shards.size() > MAX_SHARDS) {
        throw refusal(
            "weight_map names more than " + MAX_TENSORS + " tensors or " + MAX_SHARDS + " files");
      }
    }
    return weightMap;
  }

  private String shard(String tensor) throws IOException {
    String shard = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
    if (!SHARD.matcher(shard).matches()) {
      String said = json.getText().length() > 100 ? "a long text" : json.getText();
      throw refusal(
          "weight_map says that "
              + tensor
              + " is in "
              + said
              + ", which names no .safetensors"
              + " file in the same folder");
    }
    return shard;
  }

  private SafetensorsException refusal(String why) {
    return new SafetensorsException(file + ": " + why);
  }
}
