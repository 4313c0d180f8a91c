package org.tributary.gateway.quote;

import io.micronaut.http.HttpStatus;
import java.util.List;
import org.tributary.gateway.error.ApiError;
import org.tributary.gateway.error.ApiException;

/** Why there is no quote. */
final class QuoteRefusals {
  private QuoteRefusals() {}

  static ApiException unknownEndpoint(String path, List<String> paths) {
    return badRequest(
        "unknown_endpoint",
        "Nothing is priced at '" + path + "': endpoint is one of " + paths + ".");
  }

  static ApiException notRecognised(List<String> paths) {
    return badRequest(
        "endpoint_not_recognised",
        "The body is not of any priced endpoint: send the body of such a call, or name its endpoint"
            + " as ?endpoint=, one of "
            + paths
            + ".");
  }

  private static ApiException badRequest(String code, String message) {
    return new ApiException(
        HttpStatus.BAD_REQUEST, ApiError.INVALID_REQUEST, code, "endpoint", message);
  }

  static ApiException busy() {
    return new ApiException(
            HttpStatus.SERVICE_UNAVAILABLE,
            ApiError.SERVER,
            "gateway_busy",
            null,
            "The gateway is at its limit of quotes. Try again in a moment.")
        .withHeader("Retry-After", "1");
  }
}
