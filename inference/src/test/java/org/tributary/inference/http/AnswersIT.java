package org.tributary.inference.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.inference.http.TestWorker.CHAT;
import static org.tributary.inference.http.TestWorker.COMPLETIONS;
import static org.tributary.inference.http.TestWorker.HELLO;
import static org.tributary.inference.http.TestWorker.JSON;
import static org.tributary.inference.http.TestWorker.assertRefused;
import static org.tributary.inference.http.TestWorker.body;
import static org.tributary.inference.http.TestWorker.chat;
import static org.tributary.inference.http.TestWorker.content;
import static org.tributary.inference.http.TestWorker.ids;
import static org.tributary.inference.http.TestWorker.joined;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.decoder.Precision;

/** Everything that can be asked of an answer, in both endpoints. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersIT {
  private static final String PROMPT = "\"prompt\":\"the cat and the\"";
  private final TestWorker worker;

  AnswersIT(@TempDir Path folder) throws Exception {
    worker =
        new TestWorker(
            TinyModel.fast(folder.resolve("model")),
            EngineSettings.DEFAULT.with(Precision.F32).with(4, 32, 512),
            TestWorker.limits(1 << 20, Duration.ofSeconds(30)));
  }

  @AfterAll
  void close() {
    worker.close();
  }

  private JsonNode completed(String prompt, String fields) throws Exception {
    return worker.ask(COMPLETIONS, body(prompt, fields));
  }

  @Test
  void completion_streamAndWhole_giveTheSameTextAndUsage() throws Exception {
    String fields = "\"seed\":5,\"max_tokens\":30";
    JsonNode whole = completed(PROMPT, fields);
    List<JsonNode> events =
        worker.stream(
            COMPLETIONS, body(PROMPT, fields + ",\"stream_options\":{\"include_usage\":true}"));
    assertEquals("text_completion", whole.path("object").asText());
    assertEquals(whole.at("/choices/0/text").asText(), joined(events, 0));
    assertEquals(whole.path("usage"), events.getLast().path("usage"));
    assertEquals(30, whole.at("/usage/completion_tokens").asInt());
    assertEquals("length", events.get(events.size() - 2).at("/choices/0/finish_reason").asText());
    assertTrue(events.getFirst().at("/choices/0/finish_reason").isNull());
  }

  @Test
  void completion_ofIds_isThatOfTheText() throws Exception {
    String fields = "\"seed\":5,\"max_tokens\":30,\"tributary\":{\"return_ids\":true}";
    JsonNode ofText = completed(PROMPT, fields);
    List<Integer> prompt = ids(List.of(ofText), "prompt_ids");
    assertEquals(prompt.size(), ofText.at("/usage/prompt_tokens").asInt());
    JsonNode ofIds = completed("\"prompt\":" + prompt, fields);
    assertEquals(ofText.path("choices"), ofIds.path("choices"));
    assertEquals(ofText.path("tributary"), ofIds.path("tributary"));
  }

  @Test
  void completion_withoutCeiling_has16() throws Exception {
    assertEquals(16, completed(PROMPT, "").at("/usage/completion_tokens").asInt());
  }

  @Test
  void choices_areDifferent_andCountedTogether() throws Exception {
    JsonNode one = worker.chatted("\"seed\":3,\"max_tokens\":20");
    JsonNode whole = worker.chatted("\"seed\":3,\"max_tokens\":20,\"n\":4");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      JsonNode choice = whole.path("choices").path(i);
      assertEquals(i, choice.path("index").asInt());
      assertEquals("length", choice.path("finish_reason").asText());
      texts.add(choice.at("/message/content").asText());
    }
    assertEquals(4, texts.stream().distinct().count());
    assertEquals(content(one), texts.getFirst(), "the first is what n = 1 gives");
    assertEquals(80, whole.at("/usage/completion_tokens").asInt());
    assertEquals(one.at("/usage/prompt_tokens"), whole.at("/usage/prompt_tokens"));
  }

  @Test
  void choices_ofAStream_carryTheirIndex_andEndEach() throws Exception {
    String fields = "\"seed\":3,\"max_tokens\":20,\"n\":3";
    JsonNode whole = worker.chatted(fields);
    List<JsonNode> events =
        worker.stream(CHAT, chat(fields + ",\"stream_options\":{\"include_usage\":true}"));
    for (int i = 0; i < 3; i++) {
      int choice = i;
      assertEquals(
          whole.path("choices").path(i).at("/message/content").asText(), joined(events, i));
      List<JsonNode> own =
          events.stream()
              .map(e -> e.at("/choices/0"))
              .filter(c -> c.path("index").asInt(-1) == choice)
              .toList();
      assertEquals("assistant", own.getFirst().at("/delta/role").asText());
      assertEquals(1, own.stream().filter(c -> c.at("/delta").has("role")).count());
      assertEquals("length", own.getLast().path("finish_reason").asText());
      assertEquals(1, own.stream().filter(c -> !c.path("finish_reason").isNull()).count());
    }
    assertEquals(whole.path("usage"), events.getLast().path("usage"));
    assertEquals(
        60,
        events.get(events.size() - 2).at("/tributary/completion_tokens").asInt(),
        "all choices");
  }

  @Test
  void chatLogprobs_areOfEachModelToken_andAtMostAllOfTheProbability() throws Exception {
    JsonNode whole =
        worker.chatted("\"seed\":3,\"max_tokens\":25,\"logprobs\":true,\"top_logprobs\":20");
    JsonNode entries = whole.at("/choices/0/logprobs/content");
    assertEquals(25, entries.size());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (JsonNode entry : entries) {
      double sum = 0;
      double last = 0;
      for (JsonNode top : entry.path("top_logprobs")) {
        double logprob = top.path("logprob").asDouble();
        assertTrue(logprob <= last, "they fall");
        last = logprob;
        sum += Math.exp(logprob);
      }
      assertEquals(20, entry.path("top_logprobs").size());
      assertTrue(sum <= 1 + 1e-4 && sum > 0.1, "sum " + sum);
      assertTrue(entry.path("logprob").asDouble() <= 0);
      entry.path("bytes").forEach(b -> bytes.write(b.asInt()));
    }
    assertEquals(content(whole), bytes.toString(StandardCharsets.UTF_8));
  }

  @Test
  void chatLogprobs_ofAStream_areThoseOfTheWhole() throws Exception {
    String fields = "\"seed\":3,\"max_tokens\":12,\"logprobs\":true,\"top_logprobs\":2";
    List<JsonNode> streamed = new ArrayList<>();
    worker.stream(CHAT, chat(fields))
        .forEach(e -> e.at("/choices/0/logprobs/content").forEach(streamed::add));
    List<JsonNode> whole = list(worker.chatted(fields).at("/choices/0/logprobs/content"));
    assertEquals(12, whole.size());
    assertEquals(whole, streamed);
  }

  @Test
  void greedy_takesTheLikeliest() throws Exception {
    JsonNode whole =
        worker.chatted("\"temperature\":0,\"max_tokens\":9,\"logprobs\":true,\"top_logprobs\":1");
    for (JsonNode entry : whole.at("/choices/0/logprobs/content")) {
      assertEquals(entry.path("bytes"), entry.at("/top_logprobs/0/bytes"));
      assertEquals(entry.path("logprob"), entry.at("/top_logprobs/0/logprob"));
    }
  }

  @Test
  void completionLogprobs_areParallelLists() throws Exception {
    JsonNode logprobs =
        completed(PROMPT, "\"seed\":3,\"max_tokens\":12,\"logprobs\":3").at("/choices/0/logprobs");
    JsonNode texts = logprobs.path("tokens");
    assertEquals(12, texts.size());
    int at = 0;
    for (int i = 0; i < 12; i++) {
      assertEquals(at, logprobs.path("text_offset").path(i).asInt());
      at += texts.path(i).asText().length();
      JsonNode top = logprobs.path("top_logprobs").path(i);
      assertTrue(top.size() >= 1 && top.size() <= 4, "with the chosen one: " + top);
      assertTrue(top.has(texts.path(i).asText()));
    }
    assertTrue(
        completed(PROMPT, "\"max_tokens\":1,\"logprobs\":0")
            .at("/choices/0/logprobs/top_logprobs")
            .isNull());
  }

  @Test
  void completionLogprobs_ofAStream_areThoseOfTheWhole() throws Exception {
    String fields = "\"seed\":3,\"max_tokens\":12,\"logprobs\":1";
    List<JsonNode> offsets = new ArrayList<>();
    worker.stream(COMPLETIONS, body(PROMPT, fields))
        .forEach(e -> e.at("/choices/0/logprobs/text_offset").forEach(offsets::add));
    assertEquals(list(completed(PROMPT, fields).at("/choices/0/logprobs/text_offset")), offsets);
  }

  @Test
  void ids_areNamedInEveryEvent_thePromptsInTheFirst() throws Exception {
    String fields = "\"seed\":3,\"max_tokens\":15,\"tributary\":{\"return_ids\":true}";
    JsonNode whole = worker.chatted(fields);
    List<JsonNode> events = worker.stream(CHAT, chat(fields));
    assertEquals(15, ids(List.of(whole), "completion_ids").size());
    assertEquals(ids(List.of(whole), "completion_ids"), ids(events, "completion_ids"));
    assertEquals(ids(List.of(whole), "prompt_ids"), ids(List.of(events.getFirst()), "prompt_ids"));
    assertEquals(1, events.stream().filter(e -> e.at("/tributary").has("prompt_ids")).count());
    assertEquals(
        whole.at("/usage/prompt_tokens").asInt(), ids(List.of(whole), "prompt_ids").size());
  }

  @Test
  void logitBias_forbidsAndForces() throws Exception {
    JsonNode forced =
        worker.chatted(
            "\"max_tokens\":5,\"logit_bias\":{\"77\":100},\"tributary\":{\"return_ids\":true}");
    assertEquals(List.of(77, 77, 77, 77, 77), ids(List.of(forced), "completion_ids"));
  }

  @Test
  void seed_ofEveryChoice_reproduces() throws Exception {
    String fields = "\"seed\":9,\"max_tokens\":20,\"n\":3";
    assertEquals(worker.chatted(fields).path("choices"), worker.chatted(fields).path("choices"));
    assertNotEquals(
        worker.chatted("\"max_tokens\":20,\"n\":3").path("choices"),
        worker.chatted("\"max_tokens\":20,\"n\":3").path("choices"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"logit_bias\":{\"300\":1} | logit_bias",
        "\"tributary\":{\"resume_ids\":[300]} | tributary.resume_ids",
        "\"tributary\":{\"resume_ids\":[-1]} | tributary.resume_ids",
        "\"tributary\":{\"resume_ids\":[5,6,7]},\"max_tokens\":3 | tributary.resume_ids",
        "\"tributary\":{\"resume_ids\":[5]},\"n\":2 | tributary.resume_ids",
        "\"tributary\":{\"return_ids\":true},\"n\":2 | tributary.return_ids",
        "\"n\":9 | n",
        "\"n\":0 | n",
        "\"top_logprobs\":2 | top_logprobs",
        "\"logprobs\":true,\"top_logprobs\":21 | top_logprobs",
        "\"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"] | stop",
        "\"tools\":[{\"type\":\"function\"}] | tools",
      })
  void chat_refusesAndNamesTheField(String fields, String param) throws Exception {
    var response = worker.post(CHAT, chat(fields));
    assertRefused(response, 400, "invalid_value");
    assertEquals(param, JSON.readTree(response.body()).at("/error/param").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "\"\"", "[300]", "[-1]", "[1.5]", "[[1],[2]]", "[\"a\",\"b\"]", "{}"})
  void completion_refusesAPromptThatIsNone(String prompt) throws Exception {
    var response = worker.post(COMPLETIONS, body("\"prompt\":" + prompt, ""));
    assertRefused(response, 400, "invalid_value");
    assertEquals("prompt", JSON.readTree(response.body()).at("/error/param").asText());
  }

  @Test
  void promptOverTheContext_namesBothSizes() throws Exception {
    List<Integer> ids = Collections.nCopies(512, 70);
    var response = worker.post(COMPLETIONS, body("\"prompt\":" + ids, ""));
    assertRefused(response, 400, "context_length_exceeded");
    assertTrue(response.body().contains("512"));
  }

  @Test
  void resumedOverTheContext_isRefused() throws Exception {
    List<Integer> ids = Collections.nCopies(507, 70);
    var response = worker.post(CHAT, body(HELLO, "\"tributary\":{\"resume_ids\":" + ids + "}"));
    assertRefused(response, 400, "context_length_exceeded");
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }
}
