package org.tributary.models.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tributary.models.openai.ChatMessage;

/** The tokenizer of one model folder, safe for use by many threads. */
public final class ModelTokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;
  private final ChatTemplate template;
  private final List<String> special;

  private ModelTokenizer(
      HuggingFaceTokenizer tokenizer, ChatTemplate template, List<String> special) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.special = special;
  }

  /** Reads {@code tokenizer.json} and the chat template of {@code folder}. */
  public static ModelTokenizer open(Path folder) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    List<String> special = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(file.toFile()).path("added_tokens")) {
      if (entry.path("special").asBoolean(false)) {
        special.add(entry.path("content").asText());
      }
    }
    HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(file)
            .optAddSpecialTokens(false)
            .optTruncation(false)
            .optPadding(false)
            .build();
    return new ModelTokenizer(tokenizer, ChatTemplate.read(folder), List.copyOf(special));
  }

  /** Ids of a whole chat, ready for the assistant's next words. */
  public long[] encode(List<ChatMessage> messages) {
    List<ChatMessage> plain =
        messages.stream().map(m -> new ChatMessage(m.role(), plain(m.text()))).toList();
    return tokenizer.encode(template.render(plain), false, false).getIds();
  }

  /** What a user writes must never become a control model-token: a space breaks its spelling. */
  private String plain(String content) {
    String out = content;
    for (String s : special) {
      if (s.length() > 1) {
        out = out.replace(s, s.charAt(0) + " " + s.substring(1));
      }
    }
    return out;
  }

  /** The text of {@code ids}; control model-tokens are left out. */
  public String decode(long[] ids) {
    return tokenizer.decode(ids, true);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
