package org.tributary.inference.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PaceTest {
  private final Pace pace = new Pace();

  @Test
  void layers_isOneBeforeAnythingIsKnown() {
    assertEquals(1, pace.layers(128));
    pace.stepped(1_000_000);
    assertEquals(1, pace.layers(128));
  }

  @Test
  void layers_takeAboutAStep() {
    pace.stepped(10_000);
    pace.advanced(8_000, 4, 10); // 200 ns for a layer of one position
    assertEquals(5, pace.layers(10));
    assertEquals(2, pace.layers(25));
    assertEquals(2, pace.layers(20), "rounded down: a slice is no longer than a step");
  }

  @Test
  void layers_isAtLeastOne() {
    pace.stepped(1_000);
    pace.advanced(1_000_000, 1, 1);
    assertEquals(1, pace.layers(128));
  }

  @Test
  void layers_isBounded() {
    pace.stepped(Long.MAX_VALUE);
    pace.advanced(1, 1, 1);
    assertEquals(1 << 16, pace.layers(1));
  }

  /** Contexts grow and other work comes and goes: what was measured long ago must not stay. */
  @Test
  void layers_followWhatWasMeasuredLast() {
    pace.stepped(1_000);
    pace.advanced(1_000, 1, 1);
    for (int i = 0; i < 30; i++) {
      pace.stepped(8_000);
    }
    assertTrue(Math.abs(pace.layers(1) - 7) <= 1, "layers " + pace.layers(1));
    for (int i = 0; i < 60; i++) {
      pace.advanced(8_000, 1, 1);
    }
    assertEquals(1, pace.layers(2));
  }

  @Test
  void layers_areNotMovedFarByOneOutlier() {
    pace.stepped(1_000);
    pace.advanced(100, 1, 1);
    pace.stepped(6_000);
    assertEquals(20, pace.layers(1));
  }
}
