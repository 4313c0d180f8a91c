package org.tributary.inference.training.image;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a scene stands before: white unless its caption says otherwise.
 *
 * @param rgb its colour
 * @param words what it adds to the caption, with a space before it, or nothing
 */
record Background(int rgb, String words) {
  private static final double COLOURED = 0.35;
  private static final double WHITE_SAID = 0.1;
  private static final int SPREAD = 8;

  static Background of(Subject subject, RandomGenerator random) {
    return subject.picture().hasBackground()
        ? of(List.of(subject), random)
        : new Background(ColourWord.WHITE.rgb(), "");
  }

  /** Never of a colour that one of {@code subjects} would be lost before. */
  static Background of(List<Subject> subjects, RandomGenerator random) {
    if (random.nextDouble() >= COLOURED) {
      String said = random.nextDouble() < WHITE_SAID ? " on a white background" : "";
      return new Background(ColourWord.WHITE.rgb(), said);
    }
    ColourWord[] all = ColourWord.values();
    ColourWord colour = all[random.nextInt(all.length)];
    boolean lost =
        subjects.stream().anyMatch(s -> s.colours().shares().getOrDefault(colour, 0.0) > 0.3);
    if (lost || colour == ColourWord.WHITE) {
      return new Background(ColourWord.WHITE.rgb(), "");
    }
    return new Background(
        near(colour.rgb(), random), " on " + Noun.one(colour.word()) + " background");
  }

  private static int near(int rgb, RandomGenerator random) {
    int near = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int value = Raster.channel(rgb, shift) + random.nextInt(-SPREAD, SPREAD + 1);
      near |= Math.clamp(value, 0, 255) << shift;
    }
    return near;
  }
}
