package org.tributary.gateway.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** OpenAI's error object; param names the field at fault, and is null where there is none. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record ApiError(String message, String type, @Nullable String param, String code) {

  public static final String INVALID_REQUEST = "invalid_request_error";
  public static final String AUTHENTICATION = "authentication_error";
  public static final String PAYMENT = "payment_error";
  public static final String RATE_LIMIT = "rate_limit_error";
  public static final String SERVER = "server_error";

  /** The whole body of an error answer, or of a stream's error event. */
  public Map<String, ApiError> body() {
    return Map.of("error", this);
  }
}
