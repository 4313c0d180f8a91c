package org.tributary.gateway.accesskey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.account.KeyLimits;
import org.tributary.gateway.account.KeySettings;

/**
 * What a request says about an access key: a field that is absent leaves things as they are, null
 * lifts a limit, and what cannot be understood is refused by its name.
 */
final class KeyBody {
  private static final ObjectReader JSON =
      new ObjectMapper()
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
  private static final Set<String> SETTINGS =
      Set.of(
          "name",
          "manages",
          "budget",
          "dailyBudget",
          "requestsPerMinute",
          "modelTokensPerMinute",
          "models",
          "expiresAt");
  private static final String GRACE = "graceSeconds";
  private static final Duration USUAL_GRACE = Duration.ofHours(1);
  private static final Duration MAX_GRACE = Duration.ofDays(7);

  /** Below 2^63 with room to add to. */
  private static final Pattern AMOUNT = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final JsonNode body;

  private KeyBody(JsonNode body) {
    this.body = body;
  }

  /** An empty body says nothing. */
  static KeyBody read(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new KeyBody(new ObjectMapper().createObjectNode());
    }
    try {
      JsonNode body = JSON.readValue(text);
      if (body != null && body.isObject()) {
        return new KeyBody(body);
      }
    } catch (JsonProcessingException notJson) {
      // Without the parser's words, which quote the body.
    }
    throw KeyRefusals.notJson();
  }

  /** The settings with what the body changes of them. */
  KeySettings over(KeySettings base, Instant now) {
    requireOnly(SETTINGS);
    KeyLimits old = base.limits();
    KeyLimits limits =
        new KeyLimits(
            amount("budget", old.budget()),
            amount("dailyBudget", old.dailyBudget()),
            rate("requestsPerMinute", old.requestsPerMinute()),
            rate("modelTokensPerMinute", old.modelTokensPerMinute()),
            models(old.models()),
            expiry(old.expiresAt(), now));
    boolean manages = manages(base.manages());
    if (manages && !limits.equals(KeyLimits.NONE)) {
      throw KeyRefusals.invalid(
          "manages",
          "A key that manages keys has no limits of its own, because it could make itself a key"
              + " without them: leave them out, or set manages to false.");
    }
    return new KeySettings(name(base.name()), manages, limits);
  }

  Duration grace() {
    requireOnly(Set.of(GRACE));
    JsonNode node = body.get(GRACE);
    if (node == null) {
      return USUAL_GRACE;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > MAX_GRACE.toSeconds()) {
      throw KeyRefusals.invalid(
          GRACE, "graceSeconds must be a whole number from 0 to " + MAX_GRACE.toSeconds() + ".");
    }
    return Duration.ofSeconds(node.longValue());
  }

  private void requireOnly(Set<String> known) {
    for (var field : body.properties()) {
      if (!known.contains(field.getKey())) {
        throw KeyRefusals.unknownField(field.getKey());
      }
    }
  }

  private String name(String old) {
    JsonNode node = body.get("name");
    if (node == null) {
      return old;
    }
    String name = node.asText();
    boolean printable = name.codePoints().noneMatch(Character::isISOControl);
    if (!node.isTextual() || name.length() > KeySettings.MAX_NAME_CHARS || !printable) {
      throw KeyRefusals.invalid(
          "name",
          "name must be text of one line with at most "
              + KeySettings.MAX_NAME_CHARS
              + " characters.");
    }
    return name;
  }

  private boolean manages(boolean old) {
    JsonNode node = body.get("manages");
    if (node == null) {
      return old;
    }
    if (!node.isBoolean()) {
      throw KeyRefusals.invalid("manages", "manages must be true or false.");
    }
    return node.booleanValue();
  }

  private @Nullable Long amount(String field, @Nullable Long old) {
    JsonNode node = body.get(field);
    if (node == null || node.isNull()) {
      return node == null ? old : null;
    }
    if (!node.isTextual() || !AMOUNT.matcher(node.textValue()).matches()) {
      throw KeyRefusals.invalid(
          field,
          field + " must be base units as decimal text, like \"250000\", or null for no limit.");
    }
    return Long.valueOf(node.textValue());
  }

  private @Nullable Long rate(String field, @Nullable Long old) {
    JsonNode node = body.get(field);
    if (node == null || node.isNull()) {
      return node == null ? old : null;
    }
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 1
        || node.longValue() > KeyLimits.MAX_PER_MINUTE) {
      throw KeyRefusals.invalid(
          field,
          field
              + " must be a whole number from 1 to "
              + KeyLimits.MAX_PER_MINUTE
              + ", or null for no limit.");
    }
    return Long.valueOf(node.longValue());
  }

  private List<String> models(List<String> old) {
    JsonNode node = body.get("models");
    if (node == null || node.isNull()) {
      return node == null ? old : List.of();
    }
    List<String> models = new ArrayList<>();
    node.forEach(each -> models.add(each.isTextual() ? each.textValue() : ""));
    if (!node.isArray()
        || models.isEmpty()
        || models.size() > KeyLimits.MAX_MODELS
        || !models.stream().allMatch(KeyLimits::isModelName)) {
      throw KeyRefusals.invalid(
          "models",
          "models must be 1 to " + KeyLimits.MAX_MODELS + " model names, or null for any model.");
    }
    return models;
  }

  private @Nullable Instant expiry(@Nullable Instant old, Instant now) {
    JsonNode node = body.get("expiresAt");
    if (node == null || node.isNull()) {
      return node == null ? old : null;
    }
    try {
      Instant expiry = Instant.parse(node.asText());
      if (expiry.isAfter(now) && !expiry.isAfter(KeyLimits.MAX_EXPIRY)) {
        return Instant.ofEpochMilli(expiry.toEpochMilli());
      }
    } catch (DateTimeParseException notATime) {
      // As good as out of range.
    }
    throw KeyRefusals.invalid(
        "expiresAt",
        "expiresAt must be a time in the future, like \"2030-01-31T00:00:00Z\", or null for none.");
  }
}
