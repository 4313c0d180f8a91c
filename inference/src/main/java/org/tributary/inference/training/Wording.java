package org.tributary.inference.training;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares an answer with a reference by the words they share. */
final class Wording {
  private static final Pattern WORD =
      Pattern.compile("\\p{N}+(?:[.,]\\p{N}+)*|[\\p{L}\\p{N}]+(?:['’-][\\p{L}\\p{N}]+)*");
  private static final Set<String> FUNCTION_WORDS =
      Set.of(
          "a an and are as at be been but by can did do does for from had has have he her his how i"
              .concat(" if in into is it its me my no not of on or our she so some such than that")
              .concat(" the their them then there these they this those to was we were what when")
              .concat(" where which who why will with would you your something someone used one")
              .split(" "));

  private Wording() {}

  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (matcher.find()) {
      words.add(matcher.group());
    }
    return words;
  }

  /** The distinct words that carry meaning; function words and contractions do not. */
  static Set<String> contentWords(String text) {
    Set<String> content = new LinkedHashSet<>(words(text));
    content.removeAll(FUNCTION_WORDS);
    content.removeIf(w -> w.indexOf('\'') >= 0 || w.indexOf('’') >= 0);
    return content;
  }

  /**
   * The share of the reference's content words that the answer has, words of the question aside
   * where there are others; a reference without any is met by its own words only.
   */
  static double recall(String answer, String reference, String question) {
    Set<String> wanted = contentWords(reference);
    Set<String> news = new LinkedHashSet<>(wanted);
    news.removeAll(contentWords(question));
    if (wanted.isEmpty()) {
      return same(answer, reference) ? 1 : 0;
    }
    return shareIn(contentWords(answer), news.isEmpty() ? wanted : news);
  }

  /** Whether at least half of the reference's numbers are in the answer; so where it has none. */
  static boolean hasNumbersOf(String reference, String answer) {
    Set<String> numbers = new LinkedHashSet<>(words(reference));
    numbers.removeIf(w -> !Character.isDigit(w.charAt(0)));
    return numbers.isEmpty() || shareIn(new LinkedHashSet<>(words(answer)), numbers) >= 0.5;
  }

  /** Whether the answer has every content word that question and reference share. */
  static boolean staysOn(String question, String reference, String answer) {
    Set<String> shared = contentWords(reference);
    shared.retainAll(contentWords(question));
    return contentWords(answer).containsAll(shared);
  }

  private static double shareIn(Set<String> said, Set<String> wanted) {
    return wanted.stream().filter(said::contains).count() / (double) wanted.size();
  }

  /** Some words, and no three of them in a row that come three times. */
  static boolean isWellFormed(String answer) {
    List<String> words = words(answer);
    List<List<String>> triples = new ArrayList<>();
    for (int i = 0; i + 3 <= words.size(); i++) {
      triples.add(words.subList(i, i + 3));
    }
    return !answer.isBlank()
        && triples.stream().allMatch(t -> triples.stream().filter(t::equals).count() < 3);
  }

  /** Equal but for case, blanks and the punctuation at the end. */
  static boolean same(String one, String other) {
    return plain(one).equals(plain(other));
  }

  static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll("[ .!?]+$", "").strip();
  }
}
