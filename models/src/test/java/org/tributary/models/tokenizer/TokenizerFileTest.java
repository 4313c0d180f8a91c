package org.tributary.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The native library would end this process on several of these files. */
class TokenizerFileTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir private Path folder = Path.of("");
  private String valid = "";

  @BeforeEach
  void writeAValidOne() throws IOException {
    ByteTokenizer.open(folder, "").close();
    valid = Files.readString(folder.resolve("tokenizer.json"));
  }

  @Test
  void open_countsEachIdOnce() throws IOException {
    try (ModelTokenizer tokenizer = ModelTokenizer.open(folder)) {
      assertEquals(260, tokenizer.vocabularySize());
    }
  }

  @Test
  void open_countsEntriesThatTheLibraryNumbersItself() throws IOException {
    ObjectNode root = (ObjectNode) JSON.readTree(valid);
    ObjectNode added = (ObjectNode) root.withArray("added_tokens").get(0);
    root.withArray("added_tokens").add(added.deepCopy().put("content", "<|new|>").put("id", 2));
    write(root.toString());
    try (ModelTokenizer tokenizer = ModelTokenizer.open(folder)) {
      long[] ids = tokenizer.encode("<|new|>");
      assertEquals(1, ids.length);
      assertTrue(ids[0] < tokenizer.vocabularySize(), "id " + ids[0]);
      assertEquals(261, tokenizer.vocabularySize());
    }
  }

  @Test
  void encode_ofText_followsThePostProcessor() throws IOException {
    change(
        "/post_processor",
        """
        {"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
         {"Sequence":{"id":"A","type_id":0}}],"pair":[],
         "special_tokens":{"<s>":{"id":"<s>","ids":[2],"tokens":["<s>"]}}}
        """);
    try (ModelTokenizer tokenizer = ModelTokenizer.open(folder)) {
      assertArrayEquals(new long[] {2, 4 + 'a'}, tokenizer.encode("a"));
    }
  }

  @Test
  void encode_refusesAnEndlessText() throws IOException {
    try (ModelTokenizer tokenizer = ModelTokenizer.open(folder)) {
      String text = "a".repeat(ModelTokenizer.MAX_CHARACTERS + 1);
      assertThrows(IllegalArgumentException.class, () -> tokenizer.encode(text));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/normalizer | {\"type\":\"Precompiled\",\"precompiled_charsmap\":\"AAAA\"} | normalizer.type = Precompiled",
        "/normalizer | {\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"x\"} | normalizer.pattern",
        "/normalizer | {\"type\":\"Replace\",\"pattern\":{\"Regex\":\"x*\"},\"content\":\"x\"} | normalizer.pattern",
        "/normalizer | {\"type\":\"Prepend\",\"prepend\":\"\"} | normalizer.prepend",
        "/normalizer | {\"type\":\"Sequence\",\"normalizers\":[{\"type\":\"Prepend\",\"prepend\":\"\"}]} | normalizer.prepend",
        "/normalizer | {\"type\":\"Sequence\"} | no list",
        "/normalizer | {} | normalizer.type = (absent)",
        "/normalizer | [] | normalizer.type = (absent)",
        "/normalizer | 7 | normalizer = no object",
        "/pre_tokenizer | {\"type\":\"Split\",\"pattern\":{\"Regex\":\"(a+)+$\"},\"behavior\":\"Isolated\",\"invert\":false} | pre_tokenizer.pattern = (a+)+$",
        "/pre_tokenizer | {\"type\":\"FixedLength\",\"length\":0} | pre_tokenizer.type = FixedLength",
        "/post_processor | {\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"x\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{}} | post_processor.single",
        "/post_processor | {\"type\":\"TemplateProcessing\",\"single\":[{\"Sequence\":{\"id\":\"B\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{}} | post_processor.single",
        "/post_processor | {\"type\":\"TemplateProcessing\",\"single\":[],\"pair\":[],\"special_tokens\":{}} | post_processor.single",
        "/post_processor | {\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"x\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\",\"type_id\":0}}],\"pair\":[],\"special_tokens\":{\"x\":{\"id\":\"x\",\"ids\":[4000000000],\"tokens\":[\"x\"]}}} | special_tokens = 4000000000",
        "/decoder | {\"type\":\"Replace\",\"pattern\":{\"String\":\"\"},\"content\":\"\"} | decoder.pattern",
        "/decoder | {\"type\":\"Strip\",\"content\":\"a\",\"start\":0,\"stop\":1} | decoder.stop = 1",
        "/decoder | {\"type\":\"Unheard\"} | decoder.type = Unheard",
        "/model/type | \"Unigram\" | model.type = Unigram",
        "/model/type | {\"type\":\"BPE\"} | model.type = no text",
        "/model/vocab | [] | model.vocab = no object",
        "/model/vocab | {\"a\":4194304} | model.vocab of a = 4194304",
        "/model/vocab | {\"a\":-1} | model.vocab of a = -1",
        "/model/vocab | {\"a\":1.0} | model.vocab of a = 1.0",
        "/model/vocab | {\"a\":99999999999999999999} | model.vocab of a = 999",
        "/model/dropout | 0.5 | model.dropout = 0.5",
        "/model/continuing_subword_prefix | \"@@\" | model.continuing_subword_prefix = @@",
        "/model/merges | [\"zz qq\"] | tokenizer.json",
        "/added_tokens | [{\"id\":1,\"content\":\"\"}] | added_tokens",
        "/added_tokens | [{\"id\":4294967295,\"content\":\"x\"}] | added_tokens",
        "/added_tokens | [{\"content\":\"x\"}] | added_tokens",
        "/added_tokens | {} | added_tokens = no list",
      })
  void open_refusesAndNamesKeyAndValue(String key, String value, String said) throws IOException {
    change(key, value);
    assertRefused(said);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{", "\u0000", "{\"model\":{}}", "{} {}"})
  void open_refusesWhatIsNoTokenizer(String text) throws IOException {
    write(text);
    assertRefused("tokenizer.json");
  }

  /** Found by the fuzzer: inside these parts the library takes no error of its JSON reader. */
  @ParameterizedTest
  @ValueSource(
      strings = {"\"x\":\"\\ud800\"", "\"x\":[\"\\udc00a\"]", "\"\\ud800\":1", "\"x\":1e999"})
  void open_refusesWhatTheLibrarysJsonCannotRead(String field) throws IOException {
    String written = valid.replace("\"decoder\":{", "\"decoder\":{" + field + ",");
    assertNotEquals(valid, written);
    write(written);
    assertRefused("decoder = half a character, or a number without end");
  }

  @Test
  void open_refusesEveryTruncation() throws IOException {
    for (int length = 0; length < valid.length(); length += 97) {
      write(valid.substring(0, length));
      assertRefused("tokenizer.json");
    }
  }

  @Test
  void open_refusesDepthAndSize() throws IOException {
    write("{\"normalizer\":" + "[".repeat(100_000));
    assertRefused("depth");
    write(" ".repeat((64 << 20) + 1));
    assertRefused("tokenizer.json has 67108865 bytes");
  }

  private void assertRefused(String said) {
    IOException refusal =
        assertThrows(IOException.class, () -> ModelTokenizer.open(folder).close());
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains("tokenizer.json") && message.contains(said), message);
    assertTrue(message.length() < 1_000, message);
  }

  private void change(String pointer, String value) throws IOException {
    JsonNode root = JSON.readTree(valid);
    int slash = pointer.lastIndexOf('/');
    ((ObjectNode) root.at(pointer.substring(0, slash)))
        .setAll(Map.of(pointer.substring(slash + 1), JSON.readTree(value)));
    write(root.toString());
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), text);
  }
}
