package org.tributary.gateway.chat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.stream.Collectors;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatRequestRules;

/** Reads a chat request's body; what is wrong with it is said with the field's name. */
@Singleton
final class ChatRequestReader {
  private final ObjectMapper json;

  ChatRequestReader(ObjectMapper json) {
    this.json = json;
  }

  ChatRequest read(byte[] body) {
    ChatRequest request = parse(body);
    ChatRequestRules.Violation violation = ChatRequestRules.check(request);
    if (violation != null) {
      throw ChatRefusals.violation(violation);
    }
    return request;
  }

  private ChatRequest parse(byte[] body) {
    try {
      ChatRequest request = json.readValue(body, ChatRequest.class);
      if (request == null) {
        throw ChatRefusals.badRequest("invalid_json", null, "The body is null.");
      }
      return request;
    } catch (JsonParseException e) {
      throw ChatRefusals.badRequest(
          "invalid_json", null, "The body is not JSON: " + e.getOriginalMessage());
    } catch (JsonMappingException e) {
      String field = path(e);
      throw ChatRefusals.badRequest(
          "invalid_type",
          field.isEmpty() ? null : field,
          field.isEmpty() ? "The body must be a JSON object." : field + " has the wrong type.");
    } catch (IOException e) {
      throw ChatRefusals.badRequest("invalid_json", null, "The body cannot be read.");
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() != null ? "." + r.getFieldName() : "[" + r.getIndex() + "]")
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }
}
