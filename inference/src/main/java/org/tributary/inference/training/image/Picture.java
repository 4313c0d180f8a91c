package org.tributary.inference.training.image;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A picture of a data set with what the set says of it, in small letters.
 *
 * @param file its name in the set
 * @param name of what it shows
 * @param group coarse kind in the set, such as "food-drink"
 * @param keywords other words for it
 */
record Picture(
    Style style,
    String file,
    String name,
    String group,
    String subgroup,
    List<String> keywords,
    Raster raster) {
  private static final double TRANSPARENT = 0.15;
  private static final Pattern SIDES = Pattern.compile("\\b(left|right)(?=\\b|wards?\\b)");
  private static final Pattern COLOURS =
      Pattern.compile(
          "\\b(black|gr[ae]y|white|red|orange|yellow|green|teal|blue|purple|pink|brown|gold"
              + "|golden|silver|rainbow|ruby|emerald|colou?r)\\b");
  private static final Pattern PLAIN = Pattern.compile("[a-z]{2,}([ -][a-z]{2,}){0,3}");

  /** Groups of things that look as natural the other way round: no letters, no clocks. */
  private static final Set<String> MIRRORED_GROUPS =
      Set.of("smileys-emotion", "people-body", "animals-nature", "food-drink");

  private static final Set<String> MIRRORED_SUBGROUPS =
      Set.of(
          "arrow",
          "transport-ground",
          "transport-air",
          "transport-water",
          "sky-weather",
          "place-building",
          "place-geographic",
          "clothing",
          "tool",
          "musical-instrument");

  private static final Set<String> THINGS_OF_TILES = Set.of("mon", "item");

  /** Whether left and right can be exchanged, in picture and words. */
  boolean mirrorable() {
    return style == Style.PIXEL
        || MIRRORED_GROUPS.contains(group)
        || MIRRORED_SUBGROUPS.contains(subgroup);
  }

  /** Whether it is a thing that can stand beside others, rather than a sign, floor or wall. */
  boolean placeable() {
    boolean thing =
        style == Style.PIXEL ? THINGS_OF_TILES.contains(group) : !group.equals("symbols");
    return thing && hasBackground() && PLAIN.matcher(name).matches() && !SIDES.matcher(name).find();
  }

  /** Whether there is room for a background to show. */
  boolean hasBackground() {
    return raster.transparentShare() >= TRANSPARENT;
  }

  /** Whether its words would turn false if its colours changed. */
  boolean namesColour() {
    return COLOURS.matcher(name + " " + String.join(" ", keywords)).find();
  }

  /** Left and right exchanged in the picture and in each word of it. */
  Picture mirrored() {
    return new Picture(
        style,
        file,
        swapped(name),
        group,
        subgroup,
        keywords.stream().map(Picture::swapped).toList(),
        raster.mirrored());
  }

  static String swapped(String text) {
    return SIDES
        .matcher(text)
        .replaceAll((MatchResult m) -> m.group(1).equals("left") ? "right" : "left");
  }

  Picture withRaster(Raster other) {
    return new Picture(style, file, name, group, subgroup, keywords, other);
  }
}
