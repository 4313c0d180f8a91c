package org.tributary.gateway.accesskey;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Option;

/** What an access key is called and may do, as options; the gateway checks the values. */
final class LimitOptions {
  private static final String NONE = "none";

  @Option(names = "--name", description = "What you call the key.")
  private @Nullable String name;

  @Option(
      names = "--manages",
      arity = "0..1",
      fallbackValue = "true",
      description = "Whether it may make and change keys; such a key has no limits.")
  private @Nullable Boolean manages;

  @Option(names = "--budget", description = "Base units over the key's life, or 'none'.")
  private @Nullable String budget;

  @Option(names = "--daily-budget", description = "Base units a day (UTC), or 'none'.")
  private @Nullable String dailyBudget;

  @Option(names = "--requests-per-minute", description = "A whole number, or 'none'.")
  private @Nullable String requestsPerMinute;

  @Option(names = "--model-tokens-per-minute", description = "A whole number, or 'none'.")
  private @Nullable String modelTokensPerMinute;

  @Option(
      names = "--models",
      split = ",",
      description = "The only models it may call, or 'none' for no such limit.")
  private @Nullable List<String> models;

  @Option(names = "--expires-at", description = "A time like 2030-01-31T00:00:00Z, or 'none'.")
  private @Nullable String expiresAt;

  String body() {
    ObjectNode body = RunningStack.JSON.createObjectNode();
    put("name", name, body::put);
    if (manages != null) {
      body.put("manages", manages);
    }
    put("budget", lifted(body, "budget", budget), body::put);
    put("dailyBudget", lifted(body, "dailyBudget", dailyBudget), body::put);
    number(body, "requestsPerMinute", requestsPerMinute);
    number(body, "modelTokensPerMinute", modelTokensPerMinute);
    put("expiresAt", lifted(body, "expiresAt", expiresAt), body::put);
    if (models != null && models.equals(List.of(NONE))) {
      body.putNull("models");
    } else if (models != null) {
      models.forEach(body.putArray("models")::add);
    }
    return body.toString();
  }

  private static void number(ObjectNode body, String field, @Nullable String value) {
    String number = lifted(body, field, value);
    if (number == null) {
      return;
    }
    try {
      body.put(field, Long.parseLong(number));
    } catch (NumberFormatException e) {
      throw new StackFailure(field + " must be a whole number or 'none', not " + number, e);
    }
  }

  private static @Nullable String lifted(ObjectNode body, String field, @Nullable String value) {
    if (!NONE.equals(value)) {
      return value;
    }
    body.putNull(field);
    return null;
  }

  private static void put(String field, @Nullable String value, BiConsumer<String, String> body) {
    if (value != null) {
      body.accept(field, value);
    }
  }
}
