package org.tributary.inference.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.Violation;

/** A request that is answered with an error in OpenAI's shape. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  static final String CONTEXT_EXCEEDED = "context_length_exceeded";
  private static final String INVALID = "invalid_request_error";
  private static final int MAX_QUOTED_CHARS = 100;
  private static final int MAX_MESSAGE_CHARS = 1_000;

  /** Most models are loaded in less. */
  private static final Duration LOADING = Duration.ofSeconds(5);

  private static final Duration STOPPING = Duration.ofSeconds(10);

  private final transient HttpResponseStatus status;
  private final transient ErrorBody body;
  private final transient Map<CharSequence, String> headers;

  private Refusal(HttpResponseStatus status, ErrorBody body, Map<CharSequence, String> headers) {
    super(body.error().message(), null, false, false);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  Refusal(HttpResponseStatus status, ErrorBody body) {
    this(status, body, Map.of());
  }

  static Refusal invalid(String message, @Nullable String param, String code) {
    return new Refusal(
        HttpResponseStatus.BAD_REQUEST,
        ErrorBody.of(
            wellFormed(message, MAX_MESSAGE_CHARS),
            INVALID,
            param == null ? null : shortened(param),
            code));
  }

  static void throwIf(@Nullable Violation violation) {
    if (violation != null) {
      throw invalid(violation.message(), violation.param(), "invalid_value");
    }
  }

  static Refusal bodyTooLarge(int limitBytes) {
    return new Refusal(
        HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
        ErrorBody.of(
            "the body is over " + limitBytes + " bytes: shorten the prompt",
            INVALID,
            null,
            "body_too_large"));
  }

  static Refusal notFound(String method, String path) {
    return new Refusal(
        HttpResponseStatus.NOT_FOUND,
        ErrorBody.of(
            "nothing is at " + shortened(method + " " + path), INVALID, null, "not_found"));
  }

  /** {@code allowed} as in the header. */
  static Refusal methodNotAllowed(String path, String allowed) {
    return new Refusal(
        HttpResponseStatus.METHOD_NOT_ALLOWED,
        ErrorBody.of(path + " takes " + allowed + " only", INVALID, null, "method_not_allowed"),
        Map.of(HttpHeaderNames.ALLOW, allowed));
  }

  /** The path is one of a worker's, and not of this one's model. */
  static Refusal otherKind(String model, String path, Collection<String> served) {
    return new Refusal(
        HttpResponseStatus.NOT_FOUND,
        ErrorBody.of(
            "%s is not asked at %s, but at %s"
                .formatted(model, path, String.join(" and ", new TreeSet<>(served))),
            INVALID,
            "model",
            "model_not_supported"));
  }

  static Refusal busy(String message, Duration retryAfter) {
    return new Refusal(
        HttpResponseStatus.TOO_MANY_REQUESTS,
        ErrorBody.of(message, "rate_limit_error", null, "worker_busy"),
        retryAfter(retryAfter));
  }

  static Refusal loading() {
    return new Refusal(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        ErrorBody.of(
            "the worker is still loading its model: try again in a moment",
            "server_error",
            null,
            "worker_loading"),
        retryAfter(LOADING));
  }

  static Refusal stopping() {
    return new Refusal(
        HttpResponseStatus.SERVICE_UNAVAILABLE,
        ErrorBody.of(
            "the worker is stopping: ask another", "server_error", null, "worker_stopping"),
        retryAfter(STOPPING));
  }

  static Refusal failed() {
    return new Refusal(
        HttpResponseStatus.INTERNAL_SERVER_ERROR,
        ErrorBody.of("the worker failed", "server_error", null, "engine_failed"));
  }

  private static Map<CharSequence, String> retryAfter(Duration time) {
    return Map.of(HttpHeaderNames.RETRY_AFTER, Long.toString(Math.max(1, time.toSeconds())));
  }

  /** A caller's words, of any length, as a message may quote them. */
  static String shortened(String text) {
    return wellFormed(text, MAX_QUOTED_CHARS);
  }

  /** Half a surrogate pair could not be written as UTF-8. */
  private static String wellFormed(String text, int maxChars) {
    String start = text.length() > maxChars ? text.substring(0, maxChars) + "…" : text;
    StringBuilder out = new StringBuilder();
    start.codePoints().forEach(c -> out.appendCodePoint(isHalf(c) ? 0xFFFD : c));
    return out.toString();
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  HttpResponseStatus status() {
    return status;
  }

  ErrorBody body() {
    return body;
  }

  Map<CharSequence, String> headers() {
    return headers;
  }
}
