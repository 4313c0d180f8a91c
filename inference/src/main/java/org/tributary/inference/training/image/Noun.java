package org.tributary.inference.training.image;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The English of captions: articles and plurals of the names of things. */
final class Noun {
  private static final Pattern PLURAL = Pattern.compile(".*[^aiouys]s|.*(es|ns|rs)");
  private static final Pattern COUNTABLE = Pattern.compile("[a-z]{2,}([ -][a-z]{2,}){0,2}");
  private static final Pattern PHRASE =
      Pattern.compile(".*\\b(of|with|in|on|and|at|to|no|not)\\b.*");
  private static final Map<String, String> IRREGULAR =
      Map.ofEntries(
          Map.entry("man", "men"),
          Map.entry("woman", "women"),
          Map.entry("person", "people"),
          Map.entry("child", "children"),
          Map.entry("foot", "feet"),
          Map.entry("tooth", "teeth"),
          Map.entry("goose", "geese"),
          Map.entry("mouse", "mice"),
          Map.entry("wolf", "wolves"),
          Map.entry("leaf", "leaves"),
          Map.entry("knife", "knives"),
          Map.entry("scarf", "scarves"),
          Map.entry("fish", "fish"),
          Map.entry("sheep", "sheep"),
          Map.entry("deer", "deer"));

  private Noun() {}

  /** {@code name} as one thing: "a dog", "an apple", but "scissors". */
  static String one(String name) {
    if (isPlural(name)) {
      return name;
    }
    return ("aeiou".indexOf(name.charAt(0)) >= 0 ? "an " : "a ") + name;
  }

  private static boolean isPlural(String name) {
    return PLURAL.matcher(name).matches() && !name.endsWith("ss");
  }

  /** {@code name} as many things, if it names one thing in a way that has a plain plural. */
  static Optional<String> many(String name) {
    if (!COUNTABLE.matcher(name).matches() || PHRASE.matcher(name).matches() || isPlural(name)) {
      return Optional.empty();
    }
    int start = Math.max(name.lastIndexOf(' '), name.lastIndexOf('-')) + 1;
    return Optional.of(name.substring(0, start) + plural(name.substring(start)));
  }

  private static String plural(String word) {
    String irregular = IRREGULAR.get(word);
    if (irregular != null) {
      return irregular;
    }
    if (word.matches(".*(s|x|z|ch|sh)|(potato|tomato|volcano|mango)")) {
      return word + "es";
    }
    return word.matches(".*[^aeiou]y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
  }
}
