package org.tributary.inference.training.image;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a caption says beside naming things, where other words would say it otherwise. */
enum Trait {
  COUNT("^(two|three|four) ", Stream.of("two ", "three ", "four ")),
  SIDE(" (left|right) of ", Stream.of(" left of ", " right of ")),
  BACKGROUND(
      " on an? (" + words(false) + ") background$",
      Stream.of(ColourWord.values()).map(c -> " on " + Noun.one(c.word()) + " background")),
  COLOUR(
      "^(" + words(true) + ") ",
      Stream.of(ColourWord.values()).filter(ColourWord::chromatic).map(c -> c.word() + " "));

  private final Pattern said;
  private final List<String> ways;

  Trait(String said, Stream<String> ways) {
    this.said = Pattern.compile(said);
    this.ways = ways.toList();
  }

  private static String words(boolean chromatic) {
    return Stream.of(ColourWord.values())
        .filter(c -> !chromatic || c.chromatic())
        .map(ColourWord::word)
        .collect(Collectors.joining("|"));
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Ways in which a caption can say it: a guess is right once in so many. */
  int choices() {
    return ways.size();
  }

  boolean isIn(String caption) {
    return said.matcher(caption).find();
  }

  /** {@code caption} first, then the same in every other way. */
  List<String> otherwise(String caption) {
    Matcher matcher = said.matcher(caption);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no " + word() + " in: " + caption);
    }
    Stream<String> others =
        ways.stream()
            .filter(way -> !way.equals(matcher.group()))
            .map(way ->
                caption.substring(0, matcher.start()) + way + caption.substring(matcher.end()));
    return Stream.concat(Stream.of(caption), others).toList();
  }
}
