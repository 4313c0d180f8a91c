package org.tributary.models.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.models.openai.ChatMessage;

/** The tokenizer of one model folder, safe for use by many threads. */
public final class ModelTokenizer implements AutoCloseable {
  /** A longer text could backtrack so often in a split pattern that the library gives up. */
  static final int MAX_CHARACTERS = 2_000_000;

  /** Text of every sort: what a tokenizer cannot encode must show when it is opened. */
  private static final String PROBE = "Aa 1 \n\t\u0000é漢字😀\uFFFF <|x|>";

  private static final Map<String, String> AS_THEY_ARE =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final List<String> special;
  private final int vocabularySize;
  private final PartialCharacters partial;

  /** A model-token before another one: some decoders strip the space that a text begins with. */
  private final long before;

  private ModelTokenizer(
      HuggingFaceTokenizer tokenizer, Optional<ChatTemplate> template, TokenizerFile file) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.special = file.special();
    this.vocabularySize = file.vocabularySize();
    this.partial = file.partial();
    long[] letter = ids(tokenizer, "a", false);
    this.before = letter.length == 0 ? 0 : letter[letter.length - 1];
  }

  /**
   * Reads {@code tokenizer.json} and, if there is one, the chat template of {@code folder}.
   *
   * @throws IOException naming the file, and what it holds that is malformed or not supported
   */
  public static ModelTokenizer open(Path folder) throws IOException {
    return open(folder, Clock.systemDefaultZone());
  }

  /**
   * Reads a folder whose template may ask for the time.
   *
   * @throws IOException naming the file, and what it holds that is malformed or not supported
   */
  public static ModelTokenizer open(Path folder, Clock clock) throws IOException {
    TokenizerFile file = TokenizerFile.read(folder.resolve("tokenizer.json"));
    Optional<ChatTemplate> template = ChatTemplate.read(folder, clock);
    return new ModelTokenizer(load(file.text()), template, file);
  }

  private static HuggingFaceTokenizer load(String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    HuggingFaceTokenizer tokenizer;
    try {
      tokenizer = HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(bytes), AS_THEY_ARE);
    } catch (RuntimeException e) {
      throw new IOException("tokenizer.json: " + e.getMessage(), e);
    }
    try {
      tokenizer.decode(ids(tokenizer, PROBE, true), false);
      return tokenizer;
    } catch (RuntimeException e) {
      tokenizer.close();
      throw new IOException("tokenizer.json cannot encode a text: " + e.getMessage(), e);
    }
  }

  /** One more than the largest id that an encoding can hold. */
  public int vocabularySize() {
    return vocabularySize;
  }

  /** Whether the model can serve chats; without, it can only go on with a plain text. */
  public boolean hasChatTemplate() {
    return template.isPresent();
  }

  /**
   * Ids of a whole chat, ready for the assistant's next words.
   *
   * @throws ChatTemplateException if there is no template, or it refuses the chat
   * @throws IllegalArgumentException if the prompt is longer than two million characters
   */
  public long[] encode(List<ChatMessage> messages) {
    ChatTemplate chat =
        template.orElseThrow(
            () -> new ChatTemplateException("the model has no chat template: it serves no chats"));
    List<ChatMessage> plain =
        messages.stream().map(m -> new ChatMessage(m.role(), plain(m.text()))).toList();
    return ids(tokenizer, bounded(chat.render(plain)), false);
  }

  /**
   * Ids of a plain text, with what the tokenizer puts before and after it. Control model-tokens
   * that are spelled out count as such: the whole prompt is the caller's.
   *
   * @throws IllegalArgumentException if the text is longer than two million characters
   */
  public long[] encode(String text) {
    return ids(tokenizer, bounded(text), true);
  }

  /**
   * The ids alone. The library's own encoding also makes a string and a span of each: for a long
   * text that fills the heap, and a heap that is full in the midst of it ends the process.
   */
  private static long[] ids(HuggingFaceTokenizer tokenizer, String text, boolean around) {
    long encoding = TokenizersLibrary.LIB.encode(tokenizer.getHandle(), text, around);
    try {
      return TokenizersLibrary.LIB.getTokenIds(encoding);
    } finally {
      TokenizersLibrary.LIB.deleteEncoding(encoding);
    }
  }

  private static String bounded(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "the text has " + text.length() + " characters, more than " + MAX_CHARACTERS);
    }
    return text;
  }

  /** What a user writes must never become a control model-token: a space breaks its spelling. */
  private String plain(String content) {
    String out = content;
    for (String s : special) {
      int first = s.offsetByCodePoints(0, 1);
      String broken = first == s.length() ? " " : s.substring(0, first) + " " + s.substring(first);
      out = out.replace(s, broken);
    }
    return out;
  }

  /** The text of {@code ids}; control model-tokens are left out. */
  public String decode(long[] ids) {
    return tokenizer.decode(ids, true);
  }

  /** What {@code id} is by itself. */
  public Spelling spelling(int id) {
    String text = decode(new long[] {before, id});
    String prefix = decode(new long[] {before});
    text = text.startsWith(prefix) ? text.substring(prefix.length()) : decode(new long[] {id});
    if (text.isEmpty()) {
      return new Spelling(tokenizer.decode(new long[] {id}, false), new byte[0]);
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return new Spelling(text, partial.of(id).orElse(utf8));
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
