package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Captions that say one thing otherwise, and all else alike. */
class TraitTest {
  @Test
  void otherwise_hasTheCaptionFirst_thenEveryOtherWay() {
    assertEquals(
        List.of("three red cats", "two red cats", "four red cats"),
        Trait.COUNT.otherwise("three red cats"));
    assertEquals(
        List.of("a cat left of a dog, pixel art", "a cat right of a dog, pixel art"),
        Trait.SIDE.otherwise("a cat left of a dog, pixel art"));
    List<String> grounds = Trait.BACKGROUND.otherwise("cat on an orange background");
    assertEquals(13, grounds.size());
    assertTrue(grounds.contains("cat on a light blue background"), grounds.toString());
    List<String> colours = Trait.COLOUR.otherwise("light blue cat, noto style");
    assertEquals("light blue cat, noto style", colours.getFirst());
    assertTrue(colours.contains("blue cat, noto style"), colours.toString());
    assertEquals(10, colours.size());
  }

  @Test
  void isIn_asksForTheWholeWord_atItsPlace() {
    assertTrue(Trait.COUNT.isIn("two dogs"));
    assertFalse(Trait.COUNT.isIn("a dog beside two cats"));
    assertFalse(Trait.SIDE.isIn("leftovers"));
    assertFalse(Trait.COLOUR.isIn("redwood"));
    assertFalse(Trait.BACKGROUND.isIn("cat on a mat"));
  }

  @Test
  void captionsOfTraining_sayEveryTrait_inAsManyWaysAsThereAreChoices() {
    Scenes scenes =
        new Scenes(
            List.of(
                TinyPictures.set(
                    TinyPictures.picture("cat", ColourWord.RED),
                    TinyPictures.picture("dog", ColourWord.BLUE))));
    SplittableRandom random = new SplittableRandom(1);
    for (Trait trait : Trait.values()) {
      int seen = 0;
      for (int i = 0; i < 4000; i++) {
        String caption = scenes.draw(random).caption();
        if (trait.isIn(caption)) {
          seen++;
          List<String> ways = trait.otherwise(caption);
          assertEquals(caption, ways.getFirst());
          assertEquals(trait.choices(), new HashSet<>(ways).size(), ways.toString());
        }
      }
      assertTrue(seen > 40, trait + " in " + seen);
    }
  }
}
