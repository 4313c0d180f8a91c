package org.tributary.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a JSON object, each read as the type it must have; null counts as absent.
 *
 * @param file what refusals call the file
 * @param path where the object stands in the file: empty, or a key and a dot
 */
record Settings(String file, String path, JsonNode json) {
  private static final int MAX_LIST = 1 << 12;

  Settings(String file, JsonNode json) {
    this(file, "", json);
  }

  boolean has(String key) {
    return json.hasNonNull(key);
  }

  /** Whether {@code key} is there with JSON's null. */
  boolean isNull(String key) {
    return json.path(key).isNull();
  }

  /** The object under {@code key}; one without keys if absent. */
  Settings object(String key) {
    if (!has(key)) {
      return new Settings(file, path + key + ".", MissingNode.getInstance());
    }
    if (!json.path(key).isObject()) {
      throw refusal(key);
    }
    return new Settings(file, path + key + ".", json.path(key));
  }

  /** An integer from 1 to {@code most}; a key that has no default must be there. */
  int size(String key, int most, @Nullable Integer absent) {
    if (!has(key) && absent != null) {
      return absent;
    }
    JsonNode node = json.path(key);
    if (!node.isInt() || node.intValue() < 1 || node.intValue() > most) {
      throw refusal(key);
    }
    return node.intValue();
  }

  /** A finite number above 0; a key that has no default must be there. */
  double positive(String key, @Nullable Double absent) {
    if (!has(key) && absent != null) {
      return absent;
    }
    double value = json.path(key).isNumber() ? json.path(key).doubleValue() : Double.NaN;
    if (!(value > 0) || Double.isInfinite(value)) {
      throw refusal(key);
    }
    return value;
  }

  boolean flag(String key, boolean absent) {
    if (!has(key)) {
      return absent;
    }
    if (!json.path(key).isBoolean()) {
      throw refusal(key);
    }
    return json.path(key).booleanValue();
  }

  String text(String key, String absent) {
    if (!has(key)) {
      return absent;
    }
    if (!json.path(key).isTextual()) {
      throw refusal(key);
    }
    return json.path(key).textValue();
  }

  /** A list of at most 4096 values; null if absent. */
  @Nullable List<JsonNode> list(String key) {
    if (!has(key)) {
      return null;
    }
    if (!json.path(key).isArray() || json.path(key).size() > MAX_LIST) {
      throw refusal(key);
    }
    List<JsonNode> values = new ArrayList<>();
    json.path(key).forEach(values::add);
    return values;
  }

  /** Ids under {@code key}, which may hold one integer or a list of them. */
  List<Integer> ids(String key) {
    List<JsonNode> nodes =
        has(key) && !json.path(key).isArray() ? List.of(json.path(key)) : list(key);
    List<Integer> ids = new ArrayList<>();
    for (JsonNode node : nodes == null ? List.<JsonNode>of() : nodes) {
      if (!node.isInt() || node.intValue() < 0) {
        throw refusal(key);
      }
      ids.add(node.intValue());
    }
    return ids;
  }

  UnsupportedModelException refusal(String key) {
    return new UnsupportedModelException(file, path + key, json.path(key));
  }
}
