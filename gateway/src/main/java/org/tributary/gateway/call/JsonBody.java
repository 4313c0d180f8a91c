package org.tributary.gateway.call;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.error.ApiException;

/**
 * Reads a request's body; what is wrong with it is said with the field's name.
 *
 * @param <T> a record of {@code models.openai}
 */
public final class JsonBody<T> {
  private final ObjectReader reader;

  public JsonBody(ObjectMapper json, Class<T> type) {
    this.reader = json.readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  /**
   * @throws ApiException 400 naming what is no JSON or has the wrong type
   */
  public T read(byte[] body) {
    try {
      @Nullable T request = reader.readValue(body);
      if (request == null) {
        throw notAnObject();
      }
      return request;
    } catch (JsonMappingException e) {
      throw misfit(e);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    } catch (IOException e) {
      throw CallRefusals.badRequest("invalid_json", null, "The body cannot be read.");
    }
  }

  private static ApiException misfit(JsonMappingException e) {
    if (e.getCause() instanceof JsonParseException notJson) {
      return notJson(notJson);
    }
    String field = path(e);
    return field == null
        ? notAnObject()
        : CallRefusals.badRequest("invalid_type", field, field + " has the wrong type.");
  }

  private static ApiException notJson(JsonProcessingException e) {
    return CallRefusals.badRequest(
        "invalid_json", null, "The body is not JSON: " + e.getOriginalMessage());
  }

  private static ApiException notAnObject() {
    return CallRefusals.badRequest(
        "invalid_type", null, "The body must be one JSON object, and nothing after it.");
  }

  private static @Nullable String path(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
            .collect(Collectors.joining())
            .replaceFirst("^\\.", "");
    return path.isEmpty() ? null : path;
  }
}
