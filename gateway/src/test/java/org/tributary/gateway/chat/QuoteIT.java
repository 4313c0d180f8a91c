package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.harness.TestModels;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.models.openai.ChatMessage;
import org.tributary.models.tokenizer.ModelTokenizer;

/** What {@code POST /v1/quote} says, and that calls keep to it. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuoteIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;

  QuoteIT(URI redis) {
    gateway = new TestGateway(redis, Map.of("micronaut.server.max-request-size", 1_100_000));
  }

  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @Test
  void quote_saysAllThatTheCallCosts() throws Exception {
    long prompt;
    try (ModelTokenizer tokenizer = ModelTokenizer.open(TestModels.COUNTED_FOLDER)) {
      prompt = tokenizer.encode(List.of(new ChatMessage("user", "Hi"))).length;
    }
    JsonNode quote = quote(counted(",\"max_tokens\":10"));

    assertEquals(
        JSON.readTree(
            """
            {"object":"quote","endpoint":"/v1/chat/completions","model":"counted-model",
             "asset":"%s","content_hash":"%s","ceiling":"%d",
             "prompt_tokens":%d,"prompt_count":"exact","max_tokens":10,"max_tokens_from":"request",
             "prices":{"prompt":"1000000","cached":"1000000","completion":"2000000","pixels":"0",
              "per":1000000},
             "erc20":{"address":"%s","chain_id":31337,"symbol":"DevUSD","decimals":6},
             "terms":{"gateway_bps":500,"worker_bps":4000}}
            """
                .formatted(
                    TestModels.counted().id().text(),
                    TestModels.counted().about().contentHash().text(),
                    prompt + 20,
                    prompt,
                    TestGateway.DEPLOYMENT.erc20().text())),
        quote);
  }

  @Test
  void absentCeiling_isTheDefaultAndSaysSo() throws Exception {
    JsonNode quote = quote(TestGateway.chat(""));

    assertEquals(512, quote.get("max_tokens").asInt());
    assertEquals("default", quote.get("max_tokens_from").asText());
    assertEquals("at_most", quote.get("prompt_count").asText());
    assertEquals("1058", quote.get("ceiling").asText());
  }

  @Test
  void quoted_isReservedAndNoWorkerIsPaidMore() throws Exception {
    String body = counted(",\"max_tokens\":4");
    long ceiling = quote(body).get("ceiling").asLong();
    gateway.open(ceiling);
    announce();
    worker.streams(Chunks.text("a", Long.MAX_VALUE, Long.MAX_VALUE), Chunks.last(0, 0));

    assertEquals(200, gateway.ask(body).statusCode());
    gateway.assertSettled(ceiling);
  }

  @Test
  void oneUnitLessThanQuoted_isNotEnough() throws Exception {
    String body = counted(",\"max_tokens\":4");
    gateway.open(quote(body).get("ceiling").asLong() - 1);

    assertEquals("insufficient_balance", code(402, gateway.ask(body)));
  }

  @Test
  void ceilingAboveMaxCost_isRefusedBeforeAnyWork() throws Exception {
    gateway.open(10_000);
    announce();
    worker.requests.clear();
    String body = TestGateway.chat(",\"max_tokens\":10,\"tributary\":{\"max_cost\":\"53\"}");
    HttpResponse<String> refused = gateway.ask(body);

    assertEquals("max_cost_exceeded", code(402, refused));
    assertTrue(
        refused.body().contains("54") && refused.body().contains("max_tokens 9"), refused.body());
    assertEquals("max_cost_exceeded", code(402, asked("X-Tributary-Max-Cost", "53")));
    assertEquals("invalid_value", code(400, asked("X-Tributary-Max-Cost", "much")));
    // Without an access key it is told the same: what it would pay is too much.
    assertEquals(
        "max_cost_exceeded",
        code(402, gateway.send(gateway.request("/v1/chat/completions", body, null))));
    assertEquals(List.of(), List.copyOf(worker.requests));
    gateway.assertSettled(0);

    gateway.announce(worker);
    worker.streams(Chunks.text("a", 34, 1), Chunks.last(34, 1));
    assertEquals(200, asked("X-Tributary-Max-Cost", "54").statusCode());
    gateway.assertSettled(36);
  }

  private HttpResponse<String> asked(String header, String value) throws Exception {
    String body = TestGateway.chat(",\"max_tokens\":10");
    return gateway.send(
        gateway.request(
            "/v1/chat/completions", body, "Bearer " + gateway.accessKey(), header, value));
  }

  @Test
  void endpoint_canBeNamed() throws Exception {
    String body = TestGateway.chat("");
    HttpResponse<String> named = ask("?endpoint=/v1/chat/completions", body);

    assertEquals(200, named.statusCode(), named.body());
    assertEquals(quote(body), JSON.readTree(named.body()));
    assertEquals("unknown_endpoint", code(400, ask("?endpoint=/v1/none", body)));
  }

  @Test
  void whatCannotBeQuoted_isToldWhy() throws Exception {
    assertEquals("endpoint_not_recognised", code(400, ask("", "")));
    assertEquals("endpoint_not_recognised", code(400, ask("", "{\"input\":\"x\"}")));
    assertEquals("invalid_value", code(400, ask("", "{\"prompt\":\"x\"}")));
    assertEquals("endpoint_not_recognised", code(400, ask("", "[1]")));
    assertEquals("invalid_json", code(400, ask("", "{\"messages\":[")));
    assertEquals(
        "model_not_found",
        code(404, ask("", TestGateway.chat("").replace(TestGateway.MODEL, "none"))));
  }

  /** A megabyte of what tokenizers like least: the answer comes, and others are not held up. */
  @Test
  void hostilePrompt_isQuotedInBoundedTime() throws Exception {
    for (String unit : List.of("\u0301", "😀", "a", " ", "<|end|>", "\\u0000")) {
      String text = unit.repeat(1_000_000 / unit.getBytes("UTF-8").length);
      JsonNode quote = quote(counted("").replace("Hi", text));

      assertTrue(quote.get("prompt_tokens").asLong() <= 1_000_032, unit);
    }
    assertEquals("exact", quote(counted("")).get("prompt_count").asText());
  }

  private static String counted(String more) {
    return TestGateway.chat(more).replace(TestGateway.MODEL, TestModels.COUNTED);
  }

  private void announce() throws Exception {
    gateway.announce(worker, TestModels.COUNTED, TestModels.counted().about().contentHash());
  }

  private JsonNode quote(String body) throws Exception {
    HttpResponse<String> answer = ask("", body);
    assertEquals(200, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> ask(String query, String body) throws Exception {
    return gateway.send(gateway.request("/v1/quote" + query, body, null));
  }

  private static String code(int status, HttpResponse<String> answer) throws Exception {
    assertEquals(status, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).at("/error/code").asText();
  }
}
