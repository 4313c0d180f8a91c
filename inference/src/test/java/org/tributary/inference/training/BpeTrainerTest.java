package org.tributary.inference.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.tributary.inference.training.BpeTrainer.Merge;

/** What is learnt here, as the reference tokenizer library reads it. */
class BpeTrainerTest {
  private static final HuggingFaceTokenizer TOKENIZER = train();

  private static HuggingFaceTokenizer train() {
    try {
      BpeTrainer bpe = new BpeTrainer();
      bpe.add(
          "the cat sat on the mat; the café's cats don't mind 1234 naïve über-cats.\n\n".repeat(9));
      Path folder = Files.createTempDirectory("bpe");
      TokenizerFile.write(folder, bpe.merges(60));
      return HuggingFaceTokenizer.builder()
          .optTokenizerPath(folder.resolve("tokenizer.json"))
          .optAddSpecialTokens(false)
          .optTruncation(false)
          .build();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Example
  void merges_takeTheMostFrequentPairFirst() {
    BpeTrainer bpe = new BpeTrainer();
    bpe.add("ab\nab\nab\nab abc abc xy");
    assertEquals(
        List.of(new Merge("a", "b"), new Merge("Ġ", "ab"), new Merge("Ġab", "c")), bpe.merges(9));
  }

  @Example
  void merges_ofRepeatedLetters_doNotOverlap() {
    BpeTrainer bpe = new BpeTrainer();
    bpe.add("aaaa\naaaa\naaaa");
    assertEquals(List.of(new Merge("a", "a"), new Merge("aa", "aa")), bpe.merges(2));
  }

  @Example
  void merges_doNotDependOnTheOrderOfText() {
    BpeTrainer one = new BpeTrainer();
    one.add("the cat sat");
    one.add(" the hat sat");
    BpeTrainer other = new BpeTrainer();
    other.add(" the hat sat");
    other.add("the cat sat");
    assertEquals(one.merges(20), other.merges(20));
  }

  @Example
  void alphabet_isTwoHundredFiftySixDistinctCharacters() {
    List<String> alphabet = BpeTrainer.alphabet();
    assertEquals(256, new HashSet<>(alphabet).size());
    assertEquals("A", alphabet.get('A'));
    assertEquals("Ġ", alphabet.get(' '));
    assertEquals("Ċ", alphabet.get('\n'));
  }

  @Example
  void special_areSingleModelTokensWithTheFirstIds() {
    for (int id = 0; id < TokenizerFile.SPECIAL.size(); id++) {
      assertArrayEquals(new long[] {id}, encode(TokenizerFile.SPECIAL.get(id)));
    }
    assertEquals("", TOKENIZER.decode(new long[] {0, 1, 2, 3}, true));
  }

  @Example
  void encode_usesWhatWasLearnt() {
    assertEquals(1, encode(" the").length);
    assertTrue(encode("the cats").length <= 4);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> any =
        Arbitraries.strings()
            .all()
            .ofMaxLength(40)
            .filter(s -> s.chars().noneMatch(c -> c >= 0xd800 && c < 0xe000));
    Arbitrary<String> words =
        Arbitraries.of(
                "the", " cat", "é", "😀", "\n", "\n\n", "  ", "'s", "12", "\t", "日本", "<|",
                "\u0000")
            .list()
            .ofMaxSize(20)
            .map(l -> String.join("", l));
    return Arbitraries.oneOf(any, words);
  }

  @Property(tries = 400)
  void decode_ofEncode_isTheText(@ForAll("texts") String text) {
    assertEquals(text, TOKENIZER.decode(encode(text), false));
  }

  private static long[] encode(String text) {
    return TOKENIZER.encode(text, false, false).getIds();
  }
}
