package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.gateway.accesskey.KeysCommand;
import org.tributary.gateway.account.Trials;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.redis.RealRedis;
import picocli.CommandLine;

/** Access keys, their limits and trials, as callers see them over HTTP. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessKeyLimitsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEYS = "/v1/accounts/me/keys";

  /** One call costs 7 base units and 5 model-tokens; its ceiling is more. */
  private static final String CALL = TestGateway.chat(",\"max_tokens\":10");

  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;

  AccessKeyLimitsIT(URI redis) {
    gateway =
        new TestGateway(
            redis,
            Map.of(
                "tributary.trial.models", "other-model",
                "tributary.trial.per-range-per-day", 2,
                "tributary.visitors.trusted-proxies", "127.0.0.0/8"));
  }

  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @BeforeEach
  void open() throws Exception {
    gateway.open(10_000);
    gateway.announce(worker);
    worker.streams(Chunks.text("Hello", 3, 2), Chunks.last(3, 2), Chunks.usage(3, 2));
  }

  @Test
  void key_spendsAndShowsWhatItSpent() throws Exception {
    JsonNode made = created("{\"name\":\"Laptop\",\"budget\":\"1000\",\"dailyBudget\":\"400\"}");
    String key = made.path("accessKey").asText();
    String id = made.path("key").path("id").asText();

    assertEquals(200, ask(key).statusCode());
    gateway.assertSettled(7);
    JsonNode own = json(200, call("GET", KEYS + "/" + id, key, null));
    assertEquals("7", own.path("spent").asText());
    assertEquals("0", own.path("reserved").asText());
    assertEquals("7", own.path("usedToday").asText());
    assertEquals("393", own.path("remaining").asText());
    assertEquals("Laptop", own.path("name").asText());
    assertFalse(own.toString().contains(key.substring(key.length() - 31)));
  }

  @Test
  void key_thatIsWrongRevokedOrExpiredIsRefusedWith401() throws Exception {
    JsonNode made = created("{}");
    String key = made.path("accessKey").asText();
    String id = made.path("key").path("id").asText();
    String forged = key.substring(0, key.length() - 31) + "A".repeat(31);
    assertRefused(401, "invalid_access_key", ask(forged));
    assertRefused(401, "invalid_access_key", ask("tb-" + "0".repeat(32) + key.substring(35)));
    assertRefused(401, "invalid_access_key", ask("sk-something"));

    json(200, call("DELETE", KEYS + "/" + id, gateway.accessKey(), null));
    assertRefused(401, "revoked_access_key", ask(key));
    gateway.assertSettled(0);
  }

  @Test
  void repeatedCall_isAnsweredToGoodKeysOnly() throws Exception {
    JsonNode made = created("{}");
    String key = made.path("accessKey").asText();
    String forged = key.substring(0, key.length() - 31) + "A".repeat(31);
    assertEquals(200, askAgain(key).statusCode());
    gateway.assertSettled(7);

    assertEquals(200, askAgain(key).statusCode());
    assertRefused(401, "invalid_access_key", askAgain(forged));
    String path = KEYS + "/" + made.path("key").path("id").asText();
    json(200, call("DELETE", path, gateway.accessKey(), null));
    assertRefused(401, "revoked_access_key", askAgain(key));
    gateway.assertSettled(7);
  }

  private HttpResponse<String> askAgain(String key) throws Exception {
    HttpRequest asked = gateway.request("/v1/chat/completions", CALL, "Bearer " + key);
    return gateway.send(
        HttpRequest.newBuilder(asked, (name, value) -> true)
            .header("Idempotency-Key", "the-same-call")
            .build());
  }

  @Test
  void rotate_keepsTheOldSecretSpendingButNotManaging() throws Exception {
    String id = created("{\"manages\":true}").path("key").path("id").asText();
    JsonNode made = json(200, call("POST", KEYS + "/" + id + "/rotate", gateway.accessKey(), ""));
    String first = made.path("accessKey").asText();
    String second =
        json(200, call("POST", KEYS + "/" + id + "/rotate", first, "{\"graceSeconds\":60}"))
            .path("accessKey")
            .asText();

    assertEquals(200, ask(first).statusCode());
    assertEquals(200, ask(second).statusCode());
    assertRefused(403, "key_cannot_manage", call("GET", KEYS, first, null));
    json(200, call("GET", KEYS, second, null));
    json(200, call("POST", KEYS + "/" + id + "/rotate", second, "{\"graceSeconds\":0}"));
    assertRefused(401, "revoked_access_key", ask(second));
    assertRefused(401, "invalid_access_key", ask(first));
  }

  @Test
  void budget_thatIsSpentIs402AndSaysTheFix() throws Exception {
    String key = created("{\"budget\":\"20\"}").path("accessKey").asText();

    HttpResponse<String> refused = ask(key);
    assertRefused(402, "budget_spent", refused);
    String message = JSON.readTree(refused.body()).path("error").path("message").asText();
    assertTrue(message.contains("'budget'") && message.contains("max_tokens"), message);
    assertRefused(
        402,
        "daily_budget_spent",
        ask(created("{\"dailyBudget\":\"20\"}").path("accessKey").asText()));
    gateway.assertSettled(0);
  }

  @Test
  void model_thatIsNotAllowedIs403() throws Exception {
    String key = created("{\"models\":[\"other-model\"]}").path("accessKey").asText();
    HttpResponse<String> refused = ask(key);

    assertRefused(403, "model_not_allowed", refused);
    assertEquals("model", JSON.readTree(refused.body()).path("error").path("param").asText());
  }

  @Test
  void requestRate_is429WithTheUsualHeaders() throws Exception {
    String key = created("{\"requestsPerMinute\":2}").path("accessKey").asText();
    assertEquals(200, ask(key).statusCode());
    assertEquals(200, ask(key).statusCode());
    HttpResponse<String> refused = ask(key);

    assertRefused(429, "rate_limit_exceeded", refused);
    long wait = Long.parseLong(refused.headers().firstValue("Retry-After").orElseThrow());
    assertTrue(wait >= 1 && wait <= 30, "Retry-After " + wait);
    assertEquals("2", refused.headers().firstValue("x-ratelimit-limit-requests").orElseThrow());
    assertEquals("0", refused.headers().firstValue("x-ratelimit-remaining-requests").orElseThrow());
    assertTrue(refused.headers().firstValue("x-ratelimit-reset-requests").isPresent());
  }

  @Test
  void modelTokenRate_isCorrectedByWhatWasUsed() throws Exception {
    // Each call may use 44 model-tokens and uses 5: only with the rest given back do ten fit.
    String key = created("{\"modelTokensPerMinute\":110}").path("accessKey").asText();
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = ask(key);
      assertEquals(200, answer.statusCode(), answer.body());
    }
    HttpResponse<String> tooLarge =
        gateway.send(
            gateway.request(
                "/v1/chat/completions", TestGateway.chat(",\"max_tokens\":500"), "Bearer " + key));
    assertRefused(429, "request_too_large", tooLarge);
    assertEquals("false", tooLarge.headers().firstValue("x-should-retry").orElseThrow());
    assertTrue(tooLarge.headers().firstValue("Retry-After").isEmpty());
  }

  @Test
  void limitedKey_cannotManage() throws Exception {
    JsonNode made = created("{\"budget\":\"5\"}");
    String key = made.path("accessKey").asText();
    String own = KEYS + "/" + made.path("key").path("id").asText();
    String other = KEYS + "/" + created("{}").path("key").path("id").asText();

    assertRefused(403, "key_cannot_manage", call("POST", KEYS, key, "{}"));
    assertRefused(403, "key_cannot_manage", call("GET", KEYS, key, null));
    assertRefused(403, "key_cannot_manage", call("PATCH", own, key, "{\"budget\":null}"));
    assertRefused(403, "key_cannot_manage", call("PATCH", own, key, "{\"manages\":true}"));
    assertRefused(403, "key_cannot_manage", call("POST", own + "/rotate", key, ""));
    assertRefused(403, "key_cannot_manage", call("DELETE", own, key, null));
    assertRefused(403, "key_cannot_manage", call("GET", other, key, null));
    assertRefused(
        400, "invalid_value", call("PATCH", own, gateway.accessKey(), "{\"manages\":true}"));
  }

  @Test
  void change_liftsAndSetsLimits() throws Exception {
    JsonNode made = created("{\"budget\":\"20\",\"requestsPerMinute\":5,\"name\":\"a\"}");
    String path = KEYS + "/" + made.path("key").path("id").asText();
    String body = "{\"budget\":null,\"expiresAt\":\"2100-01-01T00:00:00Z\"}";
    JsonNode changed = json(200, call("PATCH", path, gateway.accessKey(), body));

    assertTrue(changed.path("budget").isNull());
    assertEquals(5, changed.path("requestsPerMinute").asInt());
    assertEquals("a", changed.path("name").asText());
    assertEquals("2100-01-01T00:00:00Z", changed.path("expiresAt").asText());
    assertEquals(200, ask(made.path("accessKey").asText()).statusCode());
  }

  @Test
  void lastManagingKey_stays() throws Exception {
    JsonNode keys = json(200, call("GET", KEYS, gateway.accessKey(), null)).path("keys");
    String own = "";
    for (JsonNode key : keys) {
      own = key.path("manages").asBoolean() ? KEYS + "/" + key.path("id").asText() : own;
    }
    assertRefused(409, "last_managing_key", call("DELETE", own, gateway.accessKey(), null));
    assertRefused(
        409,
        "last_managing_key",
        call("PATCH", own, gateway.accessKey(), "{\"manages\":false,\"budget\":\"1\"}"));
  }

  @Test
  void keys_ofAnotherAccountAreUnknown() throws Exception {
    String id = created("{}").path("key").path("id").asText();
    gateway.open(10_000);

    assertRefused(
        404, "access_key_not_found", call("GET", KEYS + "/" + id, gateway.accessKey(), null));
    assertRefused(
        404, "access_key_not_found", call("DELETE", KEYS + "/" + id, gateway.accessKey(), null));
    assertRefused(
        404, "access_key_not_found", call("DELETE", KEYS + "/nonsense", gateway.accessKey(), null));
    assertRefused(401, "invalid_access_key", call("GET", KEYS, "tb-x", null));
    assertRefused(402, "payment_required", call("GET", KEYS, null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "[] | invalid_json | -",
        "{ | invalid_json | -",
        "{}{} | invalid_json | -",
        "{\"budget\":\"1\",\"budget\":\"2\"} | invalid_json | -",
        "{\"limit\":1} | unknown_field | limit",
        "{\"budget\":5} | invalid_value | budget",
        "{\"budget\":\"-1\"} | invalid_value | budget",
        "{\"budget\":\"1.5\"} | invalid_value | budget",
        "{\"budget\":\"9999999999999999999\"} | invalid_value | budget",
        "{\"dailyBudget\":\"\"} | invalid_value | dailyBudget",
        "{\"requestsPerMinute\":0} | invalid_value | requestsPerMinute",
        "{\"requestsPerMinute\":1.5} | invalid_value | requestsPerMinute",
        "{\"modelTokensPerMinute\":1000000001} | invalid_value | modelTokensPerMinute",
        "{\"modelTokensPerMinute\":99999999999999999999} | invalid_value | modelTokensPerMinute",
        "{\"models\":[]} | invalid_value | models",
        "{\"models\":\"m\"} | invalid_value | models",
        "{\"models\":[\"a\\nb\"]} | invalid_value | models",
        "{\"models\":[7]} | invalid_value | models",
        "{\"expiresAt\":\"2001-01-01T00:00:00Z\"} | invalid_value | expiresAt",
        "{\"expiresAt\":\"tomorrow\"} | invalid_value | expiresAt",
        "{\"expiresAt\":\"+10000-01-01T00:00:00Z\"} | invalid_value | expiresAt",
        "{\"name\":null} | invalid_value | name",
        "{\"name\":\"a\\u0007\"} | invalid_value | name",
        "{\"manages\":1} | invalid_value | manages",
        "{\"manages\":true,\"budget\":\"1\"} | invalid_value | manages",
      })
  void create_refusesABadBodyByItsField(String body, String code, @Nullable String field)
      throws Exception {
    HttpResponse<String> refused = call("POST", KEYS, gateway.accessKey(), body);

    assertRefused(400, code, refused);
    JsonNode param = JSON.readTree(refused.body()).path("error").path("param");
    assertEquals(field, param.isNull() ? null : param.asText());
  }

  @Test
  void command_makesLimitsRotatesAndRevokes(@TempDir Path home) throws Exception {
    Map<String, Object> stack =
        Map.of("gateway", gateway.server.getURI(), "accessKey", gateway.accessKey());
    RunningStack.JSON.writeValue(home.resolve("stack.json").toFile(), stack);
    JsonNode made = command(home, "create", "--name", "CI", "--budget", "20", "--models", "a,b");
    String id = made.path("key").path("id").asText();
    assertEquals("[\"a\",\"b\"]", made.path("key").path("models").toString());
    assertRefused(403, "model_not_allowed", ask(made.path("accessKey").asText()));

    JsonNode limited =
        command(home, "limit", id, "--models", "none", "--budget=none", "--requests-per-minute=9");
    assertTrue(limited.path("models").isNull() && limited.path("budget").isNull());
    assertEquals(9, limited.path("requestsPerMinute").asInt());
    JsonNode rotated = command(home, "rotate", id, "--grace-seconds", "0");
    assertEquals(200, ask(rotated.path("accessKey").asText()).statusCode());
    assertEquals("revoked", command(home, "revoke", id).path("status").asText());
    assertEquals(2, command(home, "list").path("keys").size());
  }

  private static JsonNode command(Path home, String action, String... more) throws IOException {
    StringWriter out = new StringWriter();
    List<String> arguments = new ArrayList<>(List.of(action, "--json", "--home", home.toString()));
    arguments.addAll(List.of(more));
    CommandLine line = new CommandLine(new KeysCommand()).setOut(new PrintWriter(out));
    assertEquals(0, line.execute(arguments.toArray(String[]::new)), out.toString());
    return JSON.readTree(out.toString());
  }

  @Test
  void trial_callsListedModelsOnlyAndIsBoundedByRange() throws Exception {
    gateway.bean(Trials.class).offer(TestGateway.CHANNEL);
    HttpResponse<String> opened = openTrial("192.0.2.1");
    String key = json(201, opened).path("accessKey").asText();

    assertRefused(403, "model_not_in_trial", ask(key));
    json(201, openTrial("192.0.2.77"));
    HttpResponse<String> usedUp = openTrial("192.0.2.200");
    assertRefused(429, "trial_limit_reached", usedUp);
    assertTrue(usedUp.headers().firstValue("Retry-After").isPresent());
    json(201, openTrial("6.6.6.6, 198.51.100.1"));
  }

  private HttpResponse<String> openTrial(String forwardedFor) throws Exception {
    return gateway.send(
        HttpRequest.newBuilder(URI.create(gateway.server.getURI() + "/v1/accounts/trial"))
            .header("X-Forwarded-For", forwardedFor)
            .POST(BodyPublishers.noBody())
            .build());
  }

  private JsonNode created(String body) throws Exception {
    return json(201, call("POST", KEYS, gateway.accessKey(), body));
  }

  private HttpResponse<String> ask(String key) throws IOException, InterruptedException {
    return gateway.send(gateway.request("/v1/chat/completions", CALL, "Bearer " + key));
  }

  private HttpResponse<String> call(
      String method, String path, @Nullable String key, @Nullable String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(gateway.server.getURI() + path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return gateway.send(request.build());
  }

  private static JsonNode json(int status, HttpResponse<String> answer) throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body());
  }

  private static void assertRefused(int status, String code, HttpResponse<String> answer)
      throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, JSON.readTree(answer.body()).path("error").path("code").asText());
  }
}
