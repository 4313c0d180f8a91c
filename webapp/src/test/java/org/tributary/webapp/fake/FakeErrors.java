package org.tributary.webapp.fake;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.Map;

/** Refusals in the shape of OpenAI's. */
final class FakeErrors {
  private FakeErrors() {}

  static MutableHttpResponse<?> unknownAccessKey() {
    return refusal(HttpStatus.UNAUTHORIZED, "invalid_access_key", "Unknown access key.");
  }

  static MutableHttpResponse<?> refusal(HttpStatus status, String code, String message) {
    return HttpResponse.status(status)
        .contentType(MediaType.APPLICATION_JSON_TYPE)
        .body(Map.of("error", Map.of("message", message, "type", "invalid_request", "code", code)));
  }
}
