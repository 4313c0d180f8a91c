package org.tributary.inference.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/** Reads the bodies of requests, within limits. */
final class RequestBody {
  private static final int MAX_USER_CHARS = 256;

  private RequestBody() {}

  /** The whole body; one over the limit is refused before it is held. */
  static Mono<byte[]> read(HttpServerRequest request, int maxBytes) {
    return request
        .receive()
        .asByteArray()
        .reduceWith(
            ByteArrayOutputStream::new,
            (held, part) -> {
              if (held.size() + part.length > maxBytes) {
                throw Refusal.bodyTooLarge(maxBytes);
              }
              held.writeBytes(part);
              return held;
            })
        .map(ByteArrayOutputStream::toByteArray);
  }

  /**
   * The record that {@code body} is.
   *
   * @throws Refusal naming the field of a wrong type
   */
  static <T> T parse(ObjectMapper json, byte[] body, Class<T> type) {
    try {
      @Nullable T request = json.readValue(body, type);
      if (request == null) {
        throw Refusal.invalid("the body is null", null, "invalid_json");
      }
      return request;
    } catch (JsonMappingException e) {
      String field = field(e);
      throw field.isEmpty()
          ? Refusal.invalid("the body must be a JSON object", null, "invalid_json")
          : Refusal.invalid(field + " has the wrong type", field, "invalid_type");
    } catch (JsonProcessingException e) {
      throw Refusal.invalid(
          "the body is not JSON: " + e.getOriginalMessage(), null, "invalid_json");
    } catch (IOException e) {
      throw Refusal.invalid("the body cannot be read", null, "invalid_json");
    }
  }

  /** Where in the body a value has the wrong type: {@code messages[0].role}. */
  private static String field(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  /** Who takes turns with others: the user that the body names, or else where it came from. */
  static String client(@Nullable String user, String address) {
    return user == null || user.isEmpty()
        ? "address " + address
        : "user " + user.substring(0, Math.min(user.length(), MAX_USER_CHARS));
  }
}
