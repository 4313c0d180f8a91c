package org.tributary.gateway.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.JsonBody;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatRequestRules;
import org.tributary.models.openai.Violation;

/** Reads a chat request's body; what is wrong with it is said with the field's name. */
@Singleton
final class ChatRequestReader {
  private final JsonBody<ChatRequest> bodies;

  ChatRequestReader(ObjectMapper json) {
    this.bodies = new JsonBody<>(json, ChatRequest.class);
  }

  ChatRequest read(byte[] body) {
    ChatRequest request = bodies.read(body);
    Violation violation = ChatRequestRules.check(request);
    if (violation == null) {
      violation = checkServed(request);
    }
    if (violation == null) {
      violation = checkWhole(Objects.requireNonNull(request.messages()));
    }
    if (violation != null) {
      throw CallRefusals.violation(violation);
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
}
