package org.tributary.gateway.funding;

import io.micronaut.http.HttpStatus;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Reads fields of a request's body, and refuses by their names. */
final class Fields {

  private static final Pattern AMOUNT = Pattern.compile("[1-9][0-9]{0,17}");

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,77}");
  private static final long MAX_SECONDS = 253_402_300_799L;

  private Fields() {}

  static <T> T required(@Nullable T value, String field, String what) {
    if (value == null) {
      throw refused("missing_field", field, "Missing '" + field + "': " + what + ".");
    }
    return value;
  }

  /** Base units in decimal text, from 1 to 18 digits of them. */
  static BigInteger amount(@Nullable String text, String field) {
    String amount = required(text, field, "base units in decimal text");
    if (!AMOUNT.matcher(amount).matches()) {
      throw refused("invalid_amount", field, "'" + field + "' must be base units in decimal text.");
    }
    return new BigInteger(amount);
  }

  /** An unsigned integer below 2^256 in decimal text. */
  static BigInteger uint256(@Nullable String text, String field) {
    String number = required(text, field, "a number in decimal text");
    if (!NUMBER.matcher(number).matches() || new BigInteger(number).bitLength() > 256) {
      throw refused("invalid_number", field, "'" + field + "' must be a uint256 in decimal text.");
    }
    return new BigInteger(number);
  }

  /** Seconds since 1970 in decimal text, before the year 10000. */
  static long seconds(@Nullable String text, String field) {
    BigInteger number = uint256(text, field);
    if (number.compareTo(BigInteger.valueOf(MAX_SECONDS)) > 0) {
      throw refused("invalid_number", field, "'" + field + "' must be before the year 10000.");
    }
    return number.longValueExact();
  }

  static ApiException refused(String code, String field, String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, code, field, message);
  }
}
