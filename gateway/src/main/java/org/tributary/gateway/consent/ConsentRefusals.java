package org.tributary.gateway.consent;

import io.micronaut.http.HttpStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Reads the fields of requests and answers, and says no to what cannot be. */
final class ConsentRefusals {
  private static final int MAX_TEXT = 500;
  private static final int MAX_BPS = 10_000;

  /** The year 10000: what is beyond is no date. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private ConsentRefusals() {}

  static <T> T required(@Nullable T value, String field) {
    if (value == null) {
      throw refused("missing_field", field, "Missing '" + field + "'.");
    }
    return value;
  }

  static int bps(@Nullable Integer bps) {
    int value = required(bps, "bps");
    if (value < 0 || value > MAX_BPS) {
      throw refused("bps_out_of_range", "bps", "'bps' is from 0 to " + MAX_BPS + ".");
    }
    return value;
  }

  static String text(@Nullable String text, String field) {
    String value = text == null ? "" : text;
    if (value.length() > MAX_TEXT) {
      throw refused(
          "text_too_long", field, "'" + field + "' has at most " + MAX_TEXT + " characters.");
    }
    return value;
  }

  /** A price in decimal text; none is 0. */
  static String floor(@Nullable String text, String field) {
    String value = text == null ? "0" : text;
    if (!value.matches("0|[1-9][0-9]{0,12}") || Long.parseLong(value) > AssetTerms.MAX_PRICE) {
      throw refused(
          "invalid_amount", field, "'" + field + "' is a price in base units, as decimal text.");
    }
    return value;
  }

  static long deadline(@Nullable Long seconds, Instant now) {
    long value = required(seconds, "deadline");
    if (value <= now.getEpochSecond() || value > MAX_SECONDS) {
      throw refused(
          "consent_expired", "deadline", "'deadline' is a time to come, in epoch seconds.");
    }
    return value;
  }

  static ApiException notByOwner() {
    return refused(
        "consent_not_by_owner",
        "signature",
        "The parent's owner has not signed this consent for this registry and chain.");
  }

  static ApiException unknownParent() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "asset_not_found",
        "id",
        "There is no asset of this id.");
  }

  static ApiException unknownRequest() {
    return new ApiException(
        HttpStatus.NOT_FOUND,
        ApiError.INVALID_REQUEST,
        "consent_request_not_found",
        "request",
        "Nobody asked for this consent here, or it was too long ago.");
  }

  static ApiException tooMany() {
    return new ApiException(
        HttpStatus.CONFLICT,
        ApiError.INVALID_REQUEST,
        "too_many_consent_requests",
        "id",
        "Too many requests to this asset's owner wait already.");
  }

  static ApiException tooOften() {
    return new ApiException(
        HttpStatus.TOO_MANY_REQUESTS,
        ApiError.RATE_LIMIT,
        "consent_limit_reached",
        null,
        "Your network has asked often enough for today. Try again tomorrow (UTC).");
  }

  private static ApiException refused(String code, String field, String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, code, field, message);
  }
}
