package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What captions say is what can be measured in their pictures. */
class ScenesTest {
  private static final int SCENES = 4000;
  private static final Map<String, Integer> NUMBERS = Map.of("two", 2, "three", 3, "four", 4);
  private static final String COLOURS =
      Arrays.stream(ColourWord.values()).map(ColourWord::word).collect(Collectors.joining("|"));

  private static final Scenes PETS =
      new Scenes(
          List.of(
              TinyPictures.set(
                  TinyPictures.picture("cat", ColourWord.RED),
                  TinyPictures.picture("dog", ColourWord.GREEN))));

  private static List<Scene> scenes(Predicate<String> caption) {
    List<Scene> scenes = new ArrayList<>();
    for (int i = 0; i < SCENES; i++) {
      Scene scene = PETS.draw(FlowBatches.random(5, i));
      if (caption.test(scene.caption())) {
        scenes.add(scene);
      }
    }
    assertTrue(scenes.size() > 50, "too few to tell: " + scenes.size());
    return scenes;
  }

  @Test
  void pair_saysWhatStandsOnWhichSide() {
    Pattern sides = Pattern.compile("an? (.*?)(cat|dog) (left|right) of an? (.*?)(cat|dog)\\b.*");
    for (Scene scene : scenes(c -> c.contains(" of a"))) {
      Matcher m = sides.matcher(scene.caption());
      assertTrue(m.matches(), scene.caption());
      boolean leftFirst = m.group(3).equals("left");
      assertThing(scene, m.group(leftFirst ? 1 : 4), m.group(leftFirst ? 2 : 5), half(scene, 0));
      assertThing(scene, m.group(leftFirst ? 4 : 1), m.group(leftFirst ? 5 : 2), half(scene, 1));
    }
  }

  /** A thing whose colour is not said has its own. */
  private static void assertThing(Scene scene, String said, String name, Raster raster) {
    String own = name.equals("cat") ? "red" : "green";
    String expected = said.isBlank() ? own : said.strip();
    assertEquals(Optional.of(expected), Colours.of(raster).words(), scene.caption());
  }

  private static Raster half(Scene scene, int which) {
    int side = scene.raster().side();
    Raster half = Raster.transparent(side);
    for (int i = 0; i < side * side; i++) {
      if (i % side / (side / 2) == which) {
        half.argb()[i] = scene.raster().argb()[i];
      }
    }
    return half;
  }

  @Test
  void count_saysHowManyThereAre() {
    Pattern number = Pattern.compile("(two|three|four) (" + COLOURS + ")? ?(cats|dogs)\\b.*");
    for (Scene scene : scenes(c -> number.matcher(c).matches())) {
      Matcher m = number.matcher(scene.caption());
      assertTrue(m.matches());
      assertEquals(NUMBERS.get(m.group(1)), squares(scene.raster()), scene.caption());
    }
  }

  /** Upper left corners of squares. */
  private static int squares(Raster raster) {
    int side = raster.side();
    int corners = 0;
    for (int i = 0; i < side * side; i++) {
      boolean here = Raster.alpha(raster.argb()[i]) > 0;
      boolean left = i % side > 0 && Raster.alpha(raster.argb()[i - 1]) > 0;
      boolean above = i >= side && Raster.alpha(raster.argb()[i - side]) > 0;
      corners += here && !left && !above ? 1 : 0;
    }
    return corners;
  }

  @Test
  void single_saysItsColourWhenItIsNotItsOwn() {
    int turned = 0;
    for (Scene scene : scenes(c -> c.matches(".*\\b(cat|dog|pet)\\b.*") && !c.contains(" of "))) {
      String colour = Colours.of(scene.raster()).words().orElseThrow();
      boolean cats = scene.caption().contains("cat");
      boolean pet = scene.caption().contains("pet");
      boolean own = colour.equals(cats ? "red" : "green") || (pet && colour.matches("red|green"));
      String subject = scene.caption().replaceAll(" on an? .* background", "");
      turned += own ? 0 : 1;
      assertTrue(own || subject.contains(colour), scene.caption() + " is " + colour);
      Matcher said = Pattern.compile("\\b(" + COLOURS + ")\\b").matcher(subject);
      assertTrue(!said.find() || subject.contains(colour), scene.caption() + " is " + colour);
    }
    assertTrue(turned > 50, "hues were turned only " + turned + " times");
  }

  @Test
  void background_isWhatIsSaidAndWhiteOtherwise() {
    Pattern said = Pattern.compile(".* on an? (.*) background");
    int coloured = 0;
    for (Scene scene : scenes(c -> true)) {
      Matcher m = said.matcher(scene.caption());
      String colour = m.matches() ? m.group(1) : "white";
      coloured += colour.equals("white") ? 0 : 1;
      assertEquals(
          Optional.of(colour),
          ColourWord.of(scene.background()).map(ColourWord::word),
          scene.caption());
    }
    assertTrue(coloured > SCENES / 10, coloured + " coloured");
  }

  @Test
  void mirrored_exchangesSidesInPictureAndWords() {
    Picture arrow =
        new Picture(
            Style.NOTO,
            "arrow.png",
            "left arrow curving right",
            "symbols",
            "arrow",
            List.of("leftwards", "bright", "up-right", "copyright"),
            TinyPictures.square(ColourWord.BLUE));
    Picture mirrored = arrow.mirrored();
    assertEquals("right arrow curving left", mirrored.name());
    assertEquals(List.of("rightwards", "bright", "up-left", "copyright"), mirrored.keywords());
    assertEquals(0, arrow.raster().argb()[20 * 64 + 60]);
    assertEquals(arrow.raster().argb()[20 * 64 + 4], mirrored.raster().argb()[20 * 64 + 59]);
  }

  @Test
  void mirrorable_notWhereLettersOrClocksAreShown() {
    Picture clock =
        new Picture(
            Style.NOTO,
            "clock.png",
            "two o'clock",
            "travel-places",
            "time",
            List.of(),
            TinyPictures.square(ColourWord.RED));
    assertFalse(clock.mirrorable());
    assertTrue(TinyPictures.picture("cat", ColourWord.RED).mirrorable());
  }

  @Test
  void recoloured_neverWhereTheNameSaysAColour() {
    Scenes hearts =
        new Scenes(List.of(TinyPictures.set(TinyPictures.picture("red heart", ColourWord.RED))));
    for (int i = 0; i < 500; i++) {
      Scene scene = hearts.draw(FlowBatches.random(6, i));
      assertEquals(Optional.of("red"), Colours.of(scene.raster()).words(), scene.caption());
    }
  }
}
