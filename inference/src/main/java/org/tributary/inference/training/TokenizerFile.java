package org.tributary.inference.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a learnt byte-pair encoding as the standard tokenizer.json and tokenizer_config.json. */
public final class TokenizerFile {
  static final String END = "<|end|>";
  static final List<String> SPECIAL = List.of(END, "<|system|>", "<|user|>", "<|assistant|>");

  /** Roles are special model-tokens; the content follows at once and ends with {@link #END}. */
  static final String CHAT_TEMPLATE =
      "{% for message in messages %}{{ '<|' + message['role'] + '|>' + message['content'] +"
          + " '<|end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>' }}{% endif"
          + " %}";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private TokenizerFile() {}

  static int mergesFor(int vocabulary) {
    return mergesFor(vocabulary, SPECIAL);
  }

  /** How many merges fill a vocabulary beside the bytes and {@code special}. */
  public static int mergesFor(int vocabulary, List<String> special) {
    return vocabulary - special.size() - BpeTrainer.alphabet().size();
  }

  /** A tokenizer without chats that takes capitals as small letters; special ids come first. */
  public static void writeCaseless(Path folder, List<String> special, List<BpeTrainer.Merge> merges)
      throws IOException {
    Map<String, Object> root = tokenizer(special, merges, true);
    root.put("normalizer", Map.of("type", "Lowercase"));
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), root);
  }

  static void write(Path folder, List<BpeTrainer.Merge> merges) throws IOException {
    JSON.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer(SPECIAL, merges, false));
    JSON.writeValue(
        folder.resolve("tokenizer_config.json").toFile(),
        Map.of(
            "tokenizer_class", "PreTrainedTokenizerFast",
            "eos_token", END,
            "bos_token", END,
            "chat_template", CHAT_TEMPLATE));
  }

  private static Map<String, Object> tokenizer(
      List<String> special, List<BpeTrainer.Merge> merges, boolean spaceBefore) {
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    special.forEach(s -> vocabulary.put(s, vocabulary.size()));
    BpeTrainer.alphabet().forEach(s -> vocabulary.put(s, vocabulary.size()));
    merges.forEach(m -> vocabulary.putIfAbsent(m.left() + m.right(), vocabulary.size()));
    Map<String, Object> byteLevel = new LinkedHashMap<>();
    byteLevel.put("type", "ByteLevel");
    byteLevel.put("add_prefix_space", spaceBefore);
    byteLevel.put("trim_offsets", true);
    byteLevel.put("use_regex", true);
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("type", "BPE");
    for (String absent :
        List.of("dropout", "unk_token", "continuing_subword_prefix", "end_of_word_suffix")) {
      model.put(absent, null);
    }
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("vocab", vocabulary);
    model.put("merges", merges.stream().map(m -> m.left() + " " + m.right()).toList());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("version", "1.0");
    root.put("truncation", null);
    root.put("padding", null);
    root.put("added_tokens", addedTokens(special));
    root.put("normalizer", null);
    root.put("pre_tokenizer", byteLevel);
    root.put("post_processor", null);
    root.put("decoder", byteLevel);
    root.put("model", model);
    return root;
  }

  private static List<Map<String, Object>> addedTokens(List<String> special) {
    List<Map<String, Object>> added = new ArrayList<>();
    for (String content : special) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("id", added.size());
      entry.put("content", content);
      for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
        entry.put(flag, false);
      }
      entry.put("special", true);
      added.add(entry);
    }
    return added;
  }
}
