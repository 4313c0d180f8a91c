package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.gateway.error.ApiException;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ErrorBody;

class ChatRequestReaderTest {
  private static final String GOOD =
      """
      {"model":"m","messages":[{"role":"user","content":"Hé \\"there\\""}],"temperature":0.5,\
      "stream":true,"stop":["a"],"seed":1,"max_tokens":4,"stream_options":{"include_usage":true}}
      """;
  private final ChatRequestReader reader = new ChatRequestReader(new ObjectMapper());

  @Test
  void goodBody_isRead() {
    ChatRequest request = reader.read(GOOD.getBytes(StandardCharsets.UTF_8));

    assertEquals("m", request.model());
    assertEquals(4, request.maxAnswer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"messages":[{"role":"user","content":"x"}]} | model
          {"model":5.5e400,"messages":[]} | messages
          {"model":{},"messages":[]} | model
          {"model":"m"} | messages
          {"model":"m","messages":[]} | messages
          {"model":"m","messages":"hi"} | messages
          {"model":"m","messages":[null]} | messages[0].role
          {"model":"m","messages":["hi"]} | messages[0]
          {"model":"m","messages":[{"content":"x"}]} | messages[0].role
          {"model":"m","messages":[{"role":"king","content":"x"}]} | messages[0].role
          {"model":"m","messages":[{"role":"user"}]} | messages[0].content
          {"model":"m","messages":[{"role":"user","content":7}]} | messages[0].content
          {"model":"m","messages":[{"role":"user","content":null}]} | messages[0].content
          {"model":"m","messages":[{"role":"user","content":"x \\ud83d"}]} | messages[0].content
          {"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"\\ude00x"}]}]} | messages[0].content
          {"model":"m","messages":[{"role":[],"content":"x"}]} | messages[0].role
          {"model":"m","messages":[{"role":"user","content":"x"}],"temperature":"hot"} | temperature
          {"model":"m","messages":[{"role":"user","content":"x"}],"temperature":3} | temperature
          {"model":"m","messages":[{"role":"user","content":"x"}],"top_p":-1} | top_p
          {"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":0} | max_tokens
          {"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":99999999999} | max_tokens
          {"model":"m","messages":[{"role":"user","content":"x"}],"seed":"one"} | seed
          {"model":"m","messages":[{"role":"user","content":"x"}],"n":2} | n
          {"model":"m","messages":[{"role":"user","content":"x"}],"stop":[1]} | stop
          {"model":"m","messages":[{"role":"user","content":"x"}],"tributary":{"resume_ids":[1]}} | tributary.resume_ids
          {"model":"m","messages":[{"role":"user","content":"x"}],"tributary":{"return_ids":true}} | tributary.return_ids
          {"model":"m","messages":[{"role":"user","content":"x"}],"logit_bias":{"1":"x"}} | logit_bias.1
          {"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]} | tools
          {"model":"m","messages":[{"role":"user","content":"x"}],"stream":"maybe"} | stream
          {"model":"m","messages":[{"role":"user","content":"x"}],"stream_options":1} | stream_options
          """)
  void wrongField_isNamed(String body, String field) {
    assertEquals(field, refusal(body.getBytes(StandardCharsets.UTF_8)).param());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "\"m\"",
        "{",
        "{\"model\":\"m\",,}",
        "{\"model\":\"m\"} and more",
        "{} {}"
      })
  void whatIsNoObject_isRefused(String body) {
    refusal(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void brokenJsonInside_isSaidToBeBrokenJson() {
    ErrorBody.Detail error =
        refusal(
            "{\"model\":\"m\",\"messages\":[{\"role\":user}]}".getBytes(StandardCharsets.UTF_8));

    assertEquals("invalid_json", error.code());
  }

  @Test
  void deepNesting_isRefused() {
    String deep = "[".repeat(50_000) + "]".repeat(50_000);
    refusal(
        ("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + deep + "}]}")
            .getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 3_000)
  void anyBytes_areReadOrRefused(@ForAll("bodies") byte[] body) {
    try {
      reader.read(body);
    } catch (ApiException refused) {
      assertEquals(400, refused.status().getCode());
    }
  }

  /** Good bodies cut and changed, for those go deepest; and some plain noise. */
  @Provide
  Arbitrary<byte[]> bodies() {
    byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
    Arbitrary<Integer> place = Arbitraries.integers().between(0, good.length - 1);
    Arbitrary<byte[]> changed =
        Combinators.combine(place, Arbitraries.bytes(), place)
            .as((at, value, length) -> {
              byte[] body = Arrays.copyOf(good, Math.max(at + 1, good.length - length / 8));
              body[at] = value;
              return body;
            });
    Arbitrary<byte[]> swapped =
        Combinators.combine(
                place,
                Arbitraries.of("null", "1e999", "{}", "[", "\"\\uDC00\"", "-1", "true", "\""))
            .as((at, piece) -> {
              int end = GOOD.indexOf(',', at) < 0 ? GOOD.length() : GOOD.indexOf(',', at);
              int start = Math.max(0, GOOD.lastIndexOf(':', end - 1) + 1);
              return (GOOD.substring(0, start) + piece + GOOD.substring(end))
                  .getBytes(StandardCharsets.UTF_8);
            });
    return Arbitraries.oneOf(
        changed, swapped, Arbitraries.bytes().array(byte[].class).ofMaxSize(100));
  }

  private ErrorBody.Detail refusal(byte[] body) {
    ApiException refused = assertThrows(ApiException.class, () -> reader.read(body));
    assertEquals(400, refused.status().getCode());
    return refused.body().error();
  }
}
