package org.tributary.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What makes a completion request acceptable. */
public final class CompletionRequestRules {
  private static final int MAX_LIKELIEST = 5;

  private CompletionRequestRules() {}

  /** The first thing wrong with {@code request}, or null. */
  public static @Nullable Violation check(CompletionRequest request) {
    Violation found = SamplingRules.checkModel(request.model());
    if (found == null) {
      found = checkPrompt(request.prompt());
    }
    if (found == null) {
      found = checkOwn(request);
    }
    return found == null ? SamplingRules.check(request.sampling(), request.extension()) : found;
  }

  private static @Nullable Violation checkPrompt(@Nullable JsonNode prompt) {
    if (prompt == null || prompt.isNull()) {
      return new Violation("prompt", "prompt is missing: send a string or an array of ids");
    }
    JsonNode one = prompt.isArray() && prompt.size() == 1 ? prompt.get(0) : prompt;
    if (one.isTextual()) {
      return one.asText().isEmpty() ? new Violation("prompt", "prompt is empty") : null;
    }
    if (!prompt.isArray()) {
      return new Violation("prompt", "prompt must be a string or an array of ids");
    }
    if (prompt.isEmpty() || prompt.size() > SamplingRules.MAX_IDS) {
      return new Violation("prompt", "prompt must have 1 to " + SamplingRules.MAX_IDS + " ids");
    }
    for (JsonNode id : prompt) {
      if (id.isTextual() || id.isArray()) {
        return new Violation("prompt", "prompt must be one prompt: send others on their own");
      }
      if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
        return new Violation("prompt", "prompt must have ids of model-tokens only, from 0 up");
      }
    }
    return null;
  }

  private static @Nullable Violation checkOwn(CompletionRequest request) {
    if (request.maxAnswer() < 1) {
      return new Violation("max_tokens", "max_tokens must be 1 or more");
    }
    if (SamplingRules.outside(request.logprobs(), 0, MAX_LIKELIEST)) {
      return new Violation("logprobs", "logprobs must be from 0 to " + MAX_LIKELIEST);
    }
    if (request.suffix() != null && !request.suffix().isEmpty()) {
      return new Violation("suffix", "suffix is not served: leave it out");
    }
    if (Boolean.TRUE.equals(request.echo())) {
      return new Violation("echo", "echo is not served: leave it out");
    }
    return SamplingRules.outside(request.bestOf(), 1, 1)
        ? new Violation("best_of", "best_of must be 1: ask for n answers instead")
        : null;
  }
}
