package org.tributary.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PhiloxTest {

  /** Random123's kat_vectors, philox4x32 10 rounds: counter, key, expected. */
  @Test
  void block_givesTheKnownAnswersOfRandom123() {
    assertArrayEquals(
        new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Philox.block(0, 0, 0));
    assertArrayEquals(
        new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, Philox.block(-1, -1, -1));
    assertArrayEquals(
        new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
        Philox.block(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL));
  }

  @Property
  void uniform_isInTheUnitIntervalAndRepeats(
      @ForAll long seed, @ForAll long position, @ForAll int choice) {
    double draw = Philox.uniform(seed, position, choice);
    assertTrue(draw >= 0 && draw < 1);
    assertEquals(draw, Philox.uniform(seed, position, choice));
  }

  /** 64 bins of 64 000 draws: chi-square with 63 degrees of freedom stays below its 1-in-10⁶. */
  @Test
  void uniform_fillsTheIntervalEvenly() {
    int[] bins = new int[64];
    for (int i = 0; i < 64_000; i++) {
      bins[(int) (Philox.uniform(7, i, 0) * 64)]++;
    }
    double chi = 0;
    for (int n : bins) {
      chi += (n - 1000.0) * (n - 1000.0) / 1000;
    }
    assertTrue(chi < 130, "chi-square " + chi);
  }
}
