package org.tributary.inference.training.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The words that a model has read in captions, in {@code vocabulary.json}: a word is a run of
 * letters and digits in lower case, however it was joined to others.
 */
final class CaptionWords {
  static final String FILE = "vocabulary.json";

  /** Enough for every word that captions have beside the pictures' own. */
  private static final int CAPTIONS = 5_000;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final ObjectMapper JSON = new ObjectMapper();

  private CaptionWords() {}

  /** Writes the words of {@code sets} and of captions made of them to {@code folder}. */
  static void write(Path folder, List<PictureSet> sets) throws IOException {
    JSON.writeValue(
        folder.resolve(FILE).toFile(),
        Map.of(
            "words",
            words(sets),
            "styles",
            Stream.of(Style.values())
                .map(s -> Map.of("name", s.name().toLowerCase(Locale.ROOT), "words", s.words()))
                .toList()));
  }

  private static Collection<String> words(List<PictureSet> sets) {
    TreeSet<String> words = new TreeSet<>();
    Stream.of(ColourWord.values()).forEach(colour -> add(colour.word(), words));
    Scenes scenes = new Scenes(sets);
    for (int i = 0; i < CAPTIONS; i++) {
      add(scenes.draw(FlowBatches.random(3, i)).caption(), words);
    }
    for (PictureSet set : sets) {
      for (Picture picture : set.learnt()) {
        add(picture.name(), words);
        if (picture.placeable()) {
          Noun.many(picture.name()).ifPresent(many -> add(many, words));
        }
        picture.keywords().forEach(k -> add(k, words));
      }
    }
    return words;
  }

  static void add(String text, Collection<String> words) {
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .map(MatchResult::group)
        .forEach(words::add);
  }
}
