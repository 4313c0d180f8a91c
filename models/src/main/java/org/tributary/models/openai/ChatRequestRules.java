package org.tributary.models.openai;

import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** What makes a chat request acceptable, in one place for the worker and the gateway. */
public final class ChatRequestRules {
  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
  private static final int MAX_MESSAGES = 1_000;
  private static final int MAX_STOPS = 4;

  private ChatRequestRules() {}

  /** Which field is wrong, and what to do about it. */
  public record Violation(String param, String message) {}

  /** The first thing wrong with {@code request}, or null. */
  public static @Nullable Violation check(ChatRequest request) {
    if (request.model() == null || request.model().isBlank()) {
      return new Violation("model", "model is missing: name one of GET /v1/models");
    }
    Violation messages = checkMessages(request.messages());
    if (messages != null) {
      return messages;
    }
    if (outside(request.temperature(), 0, 2)) {
      return new Violation("temperature", "temperature must be from 0 to 2");
    }
    if (outside(request.topP(), 0, 1)) {
      return new Violation("top_p", "top_p must be from 0 to 1");
    }
    Integer max = request.maxAnswer();
    if (max != null && max < 1) {
      String field = request.maxCompletionTokens() != null ? "max_completion_tokens" : "max_tokens";
      return new Violation(field, field + " must be 1 or more");
    }
    if (request.n() != null && request.n() != 1) {
      return new Violation("n", "n must be 1: ask again for another answer");
    }
    return checkStops(request);
  }

  private static @Nullable Violation checkMessages(@Nullable List<ChatMessage> messages) {
    if (messages == null || messages.isEmpty()) {
      return new Violation("messages", "messages is missing or empty: send at least one");
    }
    if (messages.size() > MAX_MESSAGES) {
      return new Violation("messages", "messages has more than " + MAX_MESSAGES + " entries");
    }
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = messages.get(i);
      String field = "messages[" + i + "]";
      if (message == null || message.role() == null || !ROLES.contains(message.role())) {
        return new Violation(field + ".role", field + ".role must be one of " + ROLES);
      }
      if (!readable(message)) {
        return new Violation(
            field + ".content", field + ".content must be a string or an array of text parts");
      }
    }
    return null;
  }

  private static boolean readable(ChatMessage message) {
    if (message.content() == null || message.content().isTextual()) {
      return message.content() != null;
    }
    if (!message.content().isArray()) {
      return false;
    }
    for (var part : message.content()) {
      if (!part.path("type").asText().equals("text") || !part.path("text").isTextual()) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Violation checkStops(ChatRequest request) {
    List<String> stops = request.stops();
    boolean wrongType =
        request.stop() != null
            && !request.stop().isNull()
            && !request.stop().isTextual()
            && !request.stop().isArray();
    boolean wrongEntry =
        request.stop() != null
            && request.stop().isArray()
            && StreamSupport.stream(request.stop().spliterator(), false)
                .anyMatch(s -> !s.isTextual());
    if (wrongType
        || wrongEntry
        || stops.size() > MAX_STOPS
        || stops.stream().anyMatch(String::isEmpty)) {
      return new Violation(
          "stop", "stop must be a string or up to " + MAX_STOPS + " strings, none empty");
    }
    return null;
  }

  private static boolean outside(@Nullable Double value, double low, double high) {
    return value != null && !(value >= low && value <= high);
  }
}
