package org.tributary.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OccurrencesTest {
  @Test
  void counts_areThoseOfAPlainMap_whileItGrows() {
    SplittableRandom random = new SplittableRandom(1);
    Occurrences occurrences = new Occurrences();
    Map<Integer, Integer> expected = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      int id = random.nextInt(1_000);
      if (random.nextBoolean()) {
        occurrences.addAnswer(id);
        expected.merge(id, 1, Integer::sum);
      } else {
        occurrences.addPrompt(id);
        expected.putIfAbsent(id, 0);
      }
      if (i % 97 == 0) {
        assertSame(expected, occurrences);
      }
    }
    assertSame(expected, occurrences);
  }

  private static void assertSame(Map<Integer, Integer> expected, Occurrences occurrences) {
    Map<Integer, Integer> actual = new HashMap<>();
    for (int i = 0; i < occurrences.size(); i++) {
      actual.put(occurrences.id(i), occurrences.answered(i));
    }
    assertEquals(expected, actual);
  }
}
