package org.tributary.gateway.x402;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.function.Function;
import java.util.regex.Pattern;

/** An object within a payment, whose fields are there and of their type, or it is refused. */
final class PaymentJson {

  private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,77}");
  private static final BigInteger MAX_AMOUNT = BigInteger.valueOf(Long.MAX_VALUE);

  /** The year 5138: far above any time that is meant, far below what time types can hold. */
  private static final BigInteger MAX_SECONDS = BigInteger.TEN.pow(11);

  private final JsonNode node;
  private final String path;

  private PaymentJson(JsonNode node, String path) {
    if (!node.isObject()) {
      throw path.isEmpty()
          ? new PaymentRefused(PaymentFault.MALFORMED)
          : new PaymentRefused(PaymentFault.MALFORMED, path);
    }
    this.node = node;
    this.path = path;
  }

  static PaymentJson object(JsonNode root) {
    return new PaymentJson(root, "");
  }

  String path(String field) {
    return path.isEmpty() || field.isEmpty() ? path + field : path + "." + field;
  }

  boolean has(String field) {
    return node.has(field);
  }

  PaymentJson child(String field) {
    return new PaymentJson(node.path(field), path(field));
  }

  String text(String field) {
    JsonNode value = node.path(field);
    if (!value.isTextual()) {
      throw malformed(field);
    }
    return value.textValue();
  }

  /** What {@code type} makes of the field's text. */
  <T> T value(String field, Function<String, T> type) {
    String text = text(field);
    try {
      return type.apply(text);
    } catch (IllegalArgumentException notOfThatType) {
      throw malformed(field);
    }
  }

  /** A JSON number without a fraction, from 0. */
  long whole(String field, long most) {
    JsonNode value = node.path(field);
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < 0
        || value.longValue() > most) {
      throw malformed(field);
    }
    return value.longValue();
  }

  /** Base units in decimal text. */
  long amount(String field) {
    return decimal(field, MAX_AMOUNT);
  }

  /** Epoch seconds in decimal text. */
  long seconds(String field) {
    return decimal(field, MAX_SECONDS);
  }

  private long decimal(String field, BigInteger most) {
    String text = text(field);
    if (!DECIMAL.matcher(text).matches()) {
      throw malformed(field);
    }
    BigInteger value = new BigInteger(text);
    if (value.compareTo(most) > 0) {
      throw new PaymentRefused(PaymentFault.AMOUNT_OUT_OF_RANGE, path(field));
    }
    return value.longValueExact();
  }

  private PaymentRefused malformed(String field) {
    return new PaymentRefused(PaymentFault.MALFORMED, path(field));
  }
}
