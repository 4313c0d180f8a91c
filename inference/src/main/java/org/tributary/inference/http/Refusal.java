package org.tributary.inference.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ErrorBody;

/** A request that is answered with an error in OpenAI's shape. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient HttpResponseStatus status;
  private final transient ErrorBody body;

  Refusal(HttpResponseStatus status, ErrorBody body) {
    super(body.error().message(), null, false, false);
    this.status = status;
    this.body = body;
  }

  static Refusal invalid(String message, @Nullable String param, String code) {
    return new Refusal(
        HttpResponseStatus.BAD_REQUEST,
        ErrorBody.of(message, "invalid_request_error", param, code));
  }

  static Refusal bodyTooLarge(int limitBytes) {
    return new Refusal(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        ErrorBody.of(
            "the body is over " + limitBytes + " bytes: shorten the messages",
            "invalid_request_error",
            null,
            "body_too_large"));
  }

  static Refusal notFound(String message) {
    return new Refusal(
        HttpResponseStatus.NOT_FOUND,
        ErrorBody.of(message, "invalid_request_error", null, "not_found"));
  }

  static Refusal failed() {
    return new Refusal(
        HttpResponseStatus.INTERNAL_SERVER_ERROR,
        ErrorBody.of("the worker failed", "server_error", null, "engine_failed"));
  }

  HttpResponseStatus status() {
    return status;
  }

  ErrorBody body() {
    return body;
  }
}
