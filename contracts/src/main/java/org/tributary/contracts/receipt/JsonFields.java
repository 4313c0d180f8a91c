package org.tributary.contracts.receipt;

import java.util.Map;
import java.util.function.Function;
import org.tributary.contracts.keys.Bytes32;

/** The fields of one JSON object of a receipt, of which none is missing and none too many. */
final class JsonFields {
  private static final int MAX_DIGITS = 19;

  private final String path;
  private final Map<?, ?> fields;

  JsonFields(String path, Object json, int count) {
    if (!(json instanceof Map<?, ?> map) || map.size() != count) {
      throw new MalformedReceipt(
          "'" + path + "' is not an object of its " + count + " fields and no others");
    }
    this.path = path;
    this.fields = map;
  }

  Object field(String name) {
    Object field = fields.get(name);
    if (field == null) {
      throw new MalformedReceipt(path + name + " is missing");
    }
    return field;
  }

  <T> T text(String name, Function<String, T> parse) {
    if (!(field(name) instanceof String text)) {
      throw new MalformedReceipt(path + name + " is not a text");
    }
    try {
      return parse.apply(text);
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
