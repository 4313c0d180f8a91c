package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColoursTest {
  @ParameterizedTest
  @EnumSource(ColourWord.class)
  void of_itsOwnColour_isTheWord(ColourWord colour) {
    assertEquals(Optional.of(colour), ColourWord.of(colour.rgb()));
  }

  @Test
  void of_beige_hasNoWord() {
    assertEquals(Optional.empty(), ColourWord.of(0xf0d0b0));
  }

  @Test
  void turned_byTwoThirds_makesYellowPurpleOrBlueAndAllTheWayRoundChangesNothing() {
    Raster yellow = TinyPictures.square(ColourWord.YELLOW);
    assertEquals(Optional.of(ColourWord.BLUE), Colours.of(Colours.turned(yellow, 180)).main());
    assertArrayEquals(yellow.argb(), Colours.turned(yellow, 360).argb());
  }

  @Test
  void words_nameTwoLargePartsAndLeaveOutDetails() {
    Raster raster = TinyPictures.square(ColourWord.RED);
    for (int i = 0; i < raster.argb().length / 2; i++) {
      if (raster.argb()[i] != 0) {
        raster.argb()[i] = 0xff000000 | ColourWord.WHITE.rgb();
      }
    }
    raster.argb()[40 * 64 + 10] = 0xff000000 | ColourWord.BLACK.rgb();
    assertEquals(Optional.of("white and red"), Colours.of(raster).words());
  }
}
