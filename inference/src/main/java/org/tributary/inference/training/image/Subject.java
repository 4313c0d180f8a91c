package org.tributary.inference.training.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A picture as one scene shows it: mirrored or not, in its own colours or in others.
 *
 * @param colours those of the picture as it is here
 * @param recoloured whether words must name the colour to be true
 */
record Subject(Picture picture, Colours colours, boolean recoloured) {
  private static final double TURNED = 0.25;
  private static final double STYLED = 0.5;
  private static final int KEYWORDS = 4;

  /** {@code picture} with left and right, and hues, changed by chance where words can follow. */
  static Subject of(Picture picture, RandomGenerator random) {
    Picture seen = picture.mirrorable() && random.nextBoolean() ? picture.mirrored() : picture;
    Colours own = Colours.of(seen.raster());
    if (random.nextDouble() < TURNED && own.main().isPresent() && !seen.namesColour()) {
      Raster turned = Colours.turned(seen.raster(), random.nextDouble(30, 330));
      Colours other = Colours.of(turned);
      if (other.main().isPresent() && !other.main().equals(own.main())) {
        return new Subject(seen.withRaster(turned), other, true);
      }
    }
    return new Subject(seen, own, false);
  }

  /** Its name, with the colour before it where it must or may be said: "blue cat". */
  String noun(RandomGenerator random) {
    Optional<String> colour = colours.main().map(ColourWord::word);
    boolean said = recoloured || (random.nextDouble() < 0.2 && !picture.namesColour());
    return said && colour.isPresent() ? colour.get() + " " + picture.name() : picture.name();
  }

  /** What it is said to be when it is alone. */
  String caption(RandomGenerator random) {
    if (recoloured) {
      return noun(random) + style(picture.style(), random);
    }
    double form = random.nextDouble();
    if (form < 0.15 && !picture.keywords().isEmpty()) {
      return keywords(random);
    }
    if (form < 0.3 && colours.words().isPresent()) {
      return picture.name() + ", " + colours.words().get() + style(picture.style(), random);
    }
    String noun = noun(random);
    return (form > 0.9 && picture.placeable() ? Noun.one(noun) : noun)
        + style(picture.style(), random);
  }

  /** A few of its keywords; a tile's, the kind of thing it is, follows its name. */
  private String keywords(RandomGenerator random) {
    String style = ", " + picture.style().words();
    if (picture.style() == Style.PIXEL) {
      return picture.name() + " " + picture.keywords().getFirst() + style;
    }
    List<String> left = new ArrayList<>(picture.keywords());
    List<String> said = new ArrayList<>();
    while (!left.isEmpty() && said.size() < KEYWORDS) {
      said.add(left.remove(random.nextInt(left.size())));
    }
    return String.join(", ", said) + style;
  }

  static String style(Style style, RandomGenerator random) {
    return random.nextDouble() < STYLED ? ", " + style.words() : "";
  }
}
