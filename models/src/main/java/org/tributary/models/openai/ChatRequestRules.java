package org.tributary.models.openai;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What makes a chat request acceptable, in one place for the worker and the gateway. */
public final class ChatRequestRules {
  private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
  private static final int MAX_MESSAGES = 1_000;
  private static final int MAX_LIKELIEST = 20;

  private ChatRequestRules() {}

  /** The first thing wrong with {@code request}, or null. */
  public static @Nullable Violation check(ChatRequest request) {
    Violation found = SamplingRules.checkModel(request.model());
    if (found == null) {
      found = checkMessages(request.messages());
    }
    if (found == null) {
      found = checkOwn(request);
    }
    if (found == null) {
      found = request.unserved().check();
    }
    return found == null ? SamplingRules.check(request.sampling(), request.extension()) : found;
  }

  private static @Nullable Violation checkOwn(ChatRequest request) {
    Integer max = request.maxAnswer();
    if (max != null && max < 1) {
      String field = request.maxCompletionTokens() != null ? "max_completion_tokens" : "max_tokens";
      return new Violation(field, field + " must be 1 or more");
    }
    if (SamplingRules.outside(request.topLogprobs(), 0, MAX_LIKELIEST)) {
      return new Violation("top_logprobs", "top_logprobs must be from 0 to " + MAX_LIKELIEST);
    }
    return request.likeliest() > 0 && !request.wantsLogprobs()
        ? new Violation("top_logprobs", "top_logprobs needs logprobs to be true")
        : null;
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
}
