package org.tributary.gateway.error;

import io.micronaut.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A refusal on its way to the client, in OpenAI's terms; code is stable, message is for people. */
public final class ApiException extends RuntimeException {

  private final HttpStatus status;
  private final ApiError error;

  public ApiException(
      HttpStatus status, String type, String code, @Nullable String param, String message) {
    // A refusal is an answer, not a fault: it needs no stack trace.
    super(message, null, false, false);
    this.status = status;
    this.error = new ApiError(message, type, param, code);
  }

  public HttpStatus status() {
    return status;
  }

  public ApiError error() {
    return error;
  }
}
