package org.tributary.inference.training.image;

import java.awt.Color;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which colours a picture's opaque pixels have.
 *
 * @param shares of the opaque pixels, by colour; those without a word are left out
 */
record Colours(Map<ColourWord, Double> shares) {
  private static final double MENTIONED = 0.25;
  private static final double ALL_BUT_DETAIL = 0.6;
  private static final double MAIN = 0.45;
  private static final double DETAIL = 0.15;

  static Colours of(Raster raster) {
    Map<ColourWord, Double> counts = new EnumMap<>(ColourWord.class);
    int opaque = 0;
    for (int pixel : raster.argb()) {
      if (Raster.alpha(pixel) >= 128) {
        opaque++;
        ColourWord.of(pixel).ifPresent(c -> counts.merge(c, 1.0, Double::sum));
      }
    }
    double all = Math.max(1, opaque);
    counts.replaceAll((colour, count) -> count / all);
    return new Colours(counts);
  }

  /** "blue" or "blue and white", where these words leave out no more than details. */
  Optional<String> words() {
    List<ColourWord> mentioned =
        shares.keySet().stream()
            .filter(c -> share(c) >= MENTIONED)
            .sorted(Comparator.comparingDouble(this::share).reversed())
            .limit(2)
            .toList();
    double told = mentioned.stream().mapToDouble(this::share).sum();
    return told < ALL_BUT_DETAIL
        ? Optional.empty()
        : Optional.of(
            mentioned.stream().map(ColourWord::word).collect(Collectors.joining(" and ")));
  }

  /** The one colour that the picture is said to have, if there is one. */
  Optional<ColourWord> main() {
    Optional<ColourWord> most =
        shares.keySet().stream()
            .filter(ColourWord::chromatic)
            .max(Comparator.comparingDouble(this::share));
    return most.filter(m ->
        share(m) >= MAIN
            && shares.keySet().stream()
                .filter(c -> c.chromatic() && c != m)
                .allMatch(c -> share(c) < DETAIL));
  }

  private double share(ColourWord colour) {
    return shares.getOrDefault(colour, 0.0);
  }

  /** {@code raster} with every hue turned by {@code degrees}. */
  static Raster turned(Raster raster, double degrees) {
    int[] out = new int[raster.argb().length];
    float[] hsb = new float[3];
    for (int i = 0; i < out.length; i++) {
      int pixel = raster.argb()[i];
      Color.RGBtoHSB(
          Raster.channel(pixel, 16), Raster.channel(pixel, 8), Raster.channel(pixel, 0), hsb);
      int turned = Color.HSBtoRGB(hsb[0] + (float) (degrees / 360), hsb[1], hsb[2]);
      out[i] = pixel & 0xff000000 | turned & 0xffffff;
    }
    return new Raster(raster.side(), out);
  }
}
