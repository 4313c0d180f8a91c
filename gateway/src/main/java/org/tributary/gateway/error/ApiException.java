package org.tributary.gateway.error;

import io.micronaut.http.HttpStatus;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ErrorBody;

/** A refusal on its way to the client, in OpenAI's terms; code is stable, message is for people. */
public final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final transient ErrorBody body;
  private final transient Map<String, String> headers;

  /** {@code type} is one of {@link ApiError}'s. */
  public ApiException(
      HttpStatus status, String type, String code, @Nullable String param, String message) {
    this(status, ErrorBody.of(message, type, param, code), Map.of());
  }

  private ApiException(HttpStatus status, ErrorBody body, Map<String, String> headers) {
    // A refusal is an answer, not a fault: it needs no stack trace.
    super(body.error().message(), null, false, false);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }

  /** The same refusal with one more header that tells a program what to do. */
  public ApiException withHeader(String name, String value) {
    return withHeaders(Map.of(name, value));
  }

  public ApiException withHeaders(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(headers);
    all.putAll(more);
    return new ApiException(status, body, Map.copyOf(all));
  }

  public HttpStatus status() {
    return status;
  }

  public ErrorBody body() {
    return body;
  }

  public Map<String, String> headers() {
    return headers;
  }
}
