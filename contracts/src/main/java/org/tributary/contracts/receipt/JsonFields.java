package org.tributary.contracts.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;
import org.tributary.contracts.keys.Bytes32;

/** The fields of one JSON object of a receipt, of which none is missing and none too many. */
record JsonFields(String path, JsonNode json) {
  private static final int MAX_DIGITS = 19;

  JsonFields(String path, JsonNode json, int fields) {
    this(path, json);
    if (!json.isObject() || json.size() != fields) {
      throw new MalformedReceipt(
          "'" + path + "' is not an object of its " + fields + " fields and no others");
    }
  }

  JsonNode field(String name) {
    JsonNode field = json.get(name);
    if (field == null) {
      throw new MalformedReceipt(path + name + " is missing");
    }
    return field;
  }

  <T> T text(String name, Function<String, T> parse) {
    JsonNode field = field(name);
    if (!field.isTextual()) {
      throw new MalformedReceipt(path + name + " is not a text");
    }
    try {
      return parse.apply(field.textValue());
    } catch (IllegalArgumentException e) {
      throw new MalformedReceipt(path + name + ": " + e.getMessage());
    }
  }

  Bytes32 bytes32(String name) {
    return text(name, Bytes32::new);
  }

  /** Decimal digits and nothing else, below 2^63. */
  long integer(String name) {
    return text(name, JsonFields::parse);
  }

  int uint32(String name) {
    long value = integer(name);
    if (value > Integer.MAX_VALUE) {
      throw new MalformedReceipt(path + name + " is too large");
    }
    return (int) value;
  }

  private static long parse(String text) {
    boolean digits = !text.isEmpty() && text.length() <= MAX_DIGITS;
    for (int i = 0; digits && i < text.length(); i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!digits) {
      throw new IllegalArgumentException("not a decimal number in range");
    }
    return Long.parseLong(text);
  }
}
