package org.tributary.gateway.chat;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.error.ApiException;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatRequestRules;
import org.tributary.models.openai.Violation;

/** Reads a chat request's body; what is wrong with it is said with the field's name. */
@Singleton
final class ChatRequestReader {
  private final ObjectReader reader;

  ChatRequestReader(ObjectMapper json) {
    this.reader =
        json.readerFor(ChatRequest.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  }

  ChatRequest read(byte[] body) {
    ChatRequest request = parse(body);
    Violation violation = ChatRequestRules.check(request);
    if (violation == null) {
      violation = checkServed(request);
    }
    if (violation == null) {
      violation = checkWhole(Objects.requireNonNull(request.messages()));
    }
    if (violation != null) {
      throw ChatRefusals.violation(violation);
    }
    return request;
  }

  /** What workers can do, and the gateway cannot account for or does not hand on. */
  private static @Nullable Violation checkServed(ChatRequest request) {
    if (request.sampling().answers() != 1) {
      return new Violation("n", "n must be 1: ask again for another answer");
    }
    if (!request.extension().delivered().isEmpty()) {
      return new Violation(
          "tributary.resume_ids",
          "tributary.resume_ids is not taken here: an answer begins at its beginning");
    }
    return request.extension().wantsIds()
        ? new Violation("tributary.return_ids", "tributary.return_ids is not served here")
        : null;
  }

  /** Half a character makes a tokenizer take the others for many more than they are. */
  private static @Nullable Violation checkWhole(List<ChatMessage> messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).text().codePoints().anyMatch(ChatRequestReader::isHalf)) {
        String field = "messages[" + i + "].content";
        return new Violation(
            field, field + " holds half a character: write both halves of \\uD83D\\uDE00");
      }
    }
    return null;
  }

  private static boolean isHalf(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private ChatRequest parse(byte[] body) {
    try {
      ChatRequest request = reader.readValue(body);
      if (request == null) {
        throw notAnObject();
      }
      return request;
    } catch (JsonMappingException e) {
      throw misfit(e);
    } catch (JsonProcessingException e) {
      throw notJson(e);
    } catch (IOException e) {
      throw ChatRefusals.badRequest("invalid_json", null, "The body cannot be read.");
    }
  }

  private static ApiException misfit(JsonMappingException e) {
    if (e.getCause() instanceof JsonParseException notJson) {
      return notJson(notJson);
    }
    String field = path(e);
    return field == null
        ? notAnObject()
        : ChatRefusals.badRequest("invalid_type", field, field + " has the wrong type.");
  }

  private static ApiException notJson(JsonProcessingException e) {
    return ChatRefusals.badRequest(
        "invalid_json", null, "The body is not JSON: " + e.getOriginalMessage());
  }

  private static ApiException notAnObject() {
    return ChatRefusals.badRequest(
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
