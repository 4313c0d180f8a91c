package org.tributary.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The rules that chats and completions share. */
final class SamplingRules {
  private static final int MAX_STOPS = 4;
  private static final int MAX_ANSWERS = 8;
  private static final int MAX_BIASES = 300;
  private static final int MAX_BIAS = 100;

  /** Longer than any context that is served. */
  static final int MAX_IDS = 1 << 20;

  private SamplingRules() {}

  /** The first thing wrong, or null. */
  static @Nullable Violation check(SamplingFields fields, RequestExtension extension) {
    Violation range = checkRanges(fields);
    if (range == null) {
      range = checkBias(fields.logitBias());
    }
    if (range == null) {
      range = checkStops(fields);
    }
    return range == null ? checkExtension(extension, fields.answers()) : range;
  }

  /** Ranges as OpenAI documents them; those of top_k, min_p and repetition_penalty as vLLM. */
  private static @Nullable Violation checkRanges(SamplingFields fields) {
    if (outside(fields.temperature(), 0, 2)) {
      return new Violation("temperature", "temperature must be from 0 to 2");
    }
    if (outside(fields.topP(), 0, 1)) {
      return new Violation("top_p", "top_p must be from 0 to 1");
    }
    if (fields.topK() != null && fields.topK() < -1) {
      return new Violation("top_k", "top_k must be 0 or more, or -1 for all");
    }
    if (outside(fields.minP(), 0, 1)) {
      return new Violation("min_p", "min_p must be from 0 to 1");
    }
    if (outside(fields.presencePenalty(), -2, 2)) {
      return new Violation("presence_penalty", "presence_penalty must be from -2 to 2");
    }
    if (outside(fields.frequencyPenalty(), -2, 2)) {
      return new Violation("frequency_penalty", "frequency_penalty must be from -2 to 2");
    }
    if (outside(fields.repetitionPenalty(), Double.MIN_NORMAL, 2)) {
      return new Violation(
          "repetition_penalty", "repetition_penalty must be above 0 and up to 2; 1 is none");
    }
    return fields.answers() < 1 || fields.answers() > MAX_ANSWERS
        ? new Violation("n", "n must be from 1 to " + MAX_ANSWERS)
        : null;
  }

  private static @Nullable Violation checkBias(@Nullable Map<String, Double> bias) {
    if (bias == null) {
      return null;
    }
    if (bias.size() > MAX_BIASES) {
      return new Violation("logit_bias", "logit_bias has more than " + MAX_BIASES + " entries");
    }
    boolean good =
        bias.entrySet().stream()
            .allMatch(e ->
                isId(e.getKey())
                    && e.getValue() != null
                    && !outside(e.getValue(), -MAX_BIAS, MAX_BIAS));
    return good
        ? null
        : new Violation(
            "logit_bias",
            "logit_bias must name ids of model-tokens, each with a number from -100 to 100");
  }

  private static boolean isId(String text) {
    try {
      return Integer.parseInt(text) >= 0 && Character.isDigit(text.charAt(0));
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  private static @Nullable Violation checkStops(SamplingFields fields) {
    JsonNode stop = fields.stop();
    List<String> stops = fields.stops();
    boolean wrongType = stop != null && !stop.isNull() && !stop.isTextual() && !stop.isArray();
    boolean wrongEntry =
        stop != null
            && stop.isArray()
            && StreamSupport.stream(stop.spliterator(), false).anyMatch(s -> !s.isTextual());
    return wrongType
            || wrongEntry
            || stops.size() > MAX_STOPS
            || stops.stream().anyMatch(String::isEmpty)
        ? new Violation(
            "stop", "stop must be a string or up to " + MAX_STOPS + " strings, none empty")
        : null;
  }

  private static @Nullable Violation checkExtension(RequestExtension extension, int answers) {
    List<Integer> delivered = extension.delivered();
    if (delivered.size() > MAX_IDS || !delivered.stream().allMatch(SamplingRules::isId)) {
      return new Violation(
          "tributary.resume_ids",
          "tributary.resume_ids must be ids of model-tokens, at most " + MAX_IDS);
    }
    if (answers > 1 && (!delivered.isEmpty() || extension.wantsIds())) {
      String field = delivered.isEmpty() ? "tributary.return_ids" : "tributary.resume_ids";
      return new Violation(field, field + " is for one answer: leave n at 1");
    }
    return null;
  }

  private static boolean isId(@Nullable Integer id) {
    return Objects.requireNonNullElse(id, -1) >= 0;
  }

  static @Nullable Violation checkModel(@Nullable String model) {
    return model == null || model.isBlank()
        ? new Violation("model", "model is missing: name one of GET /v1/models")
        : null;
  }

  static boolean outside(@Nullable Double value, double low, double high) {
    return value != null && !(value >= low && value <= high);
  }

  static boolean outside(@Nullable Integer value, int low, int high) {
    return value != null && (value < low || value > high);
  }
}
