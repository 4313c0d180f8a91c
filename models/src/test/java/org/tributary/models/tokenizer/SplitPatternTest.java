package org.tributary.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitPatternTest {

  /** GPT-2, Llama 3, Qwen 2, cl100k, o200k, Mistral, DeepSeek and smaller ones. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}"
            + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}++|\\p{N}{1,3}+"
            + "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*+|\\s++$|\\s*[\\r\\n]|\\s+(?!\\S)|\\s",
        "[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]*"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
            + "|[^\\r\\n\\p{L}\\p{N}]?[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]+"
            + "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
            + "|\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
            + "| ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+",
        "[0-9][0-9][0-9]",
        "\\p{N}{1,3}",
        "[一-龥\u3040-ゟ゠-ヿ]+",
        " ?[^(\\s|[.,!?…。，、।۔،])]+",
      })
  void isBounded_acceptsWhatModelsUse(String regex) {
    assertTrue(SplitPattern.isBounded(regex), regex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "(a+)+$",
        "(a|a)*b",
        "(?:a*)*",
        "(a?){30}b",
        "a*a*b",
        "a+b*a+c",
        ".*.*x",
        "a?a?a?a?a?aaaaa",
        "a{0,999}a{0,999}b",
        "(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)b",
        "a*b|a*c|a*d|a*e|a*f",
        "[ab]?[ab]?a*b",
        "(a)\\1",
        "(?<x>a)\\k<x>",
        "(?<n>a\\g<n>?b)",
        "(?<=a)b",
        "(?!a+b)c",
        "a**",
        "a+{2}",
        "*a",
        "(a",
        "a)",
        "[a",
        "[]",
        "\\",
        "\\p{L",
        "a{2",
        "a{5,1}",
        "a{99999}",
      })
  void isBounded_refusesWhatBacktracksOrIsNotUnderstood(String regex) {
    assertFalse(SplitPattern.isBounded(regex), regex);
    assertFalse(SplitPattern.isBounded("\\s+|" + regex) && !regex.isEmpty(), regex);
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "a|", "a?", "(?:"})
  void isBounded_refusesLongOnesWithoutAnOverflow(String piece) {
    assertFalse(SplitPattern.isBounded(piece.repeat(100_000)));
    assertFalse(SplitPattern.isBounded(piece.repeat(300) + "b("));
  }
}
