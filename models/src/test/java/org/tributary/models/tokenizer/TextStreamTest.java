package org.tributary.models.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** One model-token is one byte here, so every character and stop string crosses borders. */
class TextStreamTest {
  private static final ModelTokenizer TOKENIZER = ByteTokenizer.create();

  @Example
  void add_holdsBackHalfACharacter() {
    TextStream stream = new TextStream(TOKENIZER, List.of());
    assertEquals(List.of("a", "", "", "", "😀", "b"), parts(stream, "a😀b"));
    assertEquals("", stream.finish());
  }

  @Example
  void finish_showsACharacterThatWasCut() {
    TextStream stream = new TextStream(TOKENIZER, List.of());
    assertEquals("a", stream.add(4 + 'a'));
    assertEquals("", stream.add(4 + 0xf0));
    assertEquals("\uFFFD", stream.finish());
    assertEquals("", stream.finish());
  }

  /** Else each of them would cost more than the one before, on the engine's thread. */
  @Example
  void add_doesNotHoldBackForEver_whatIsNoCharacter() {
    TextStream stream = new TextStream(TOKENIZER, List.of());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      text.append(stream.add(4 + 0x80));
    }
    assertTrue(text.length() > 100, "shown before the end: " + text.length());
    parts(stream, "ok").forEach(text::append);
    assertEquals("\uFFFD".repeat(200) + "ok", text.append(stream.finish()).toString());
  }

  @Example
  void add_endsBeforeAStopStringAcrossBorders() {
    TextStream stream = new TextStream(TOKENIZER, List.of("STOP", "zz"));
    assertEquals(List.of("a", "", "", "", ""), parts(stream, "aSTOP"));
    assertTrue(stream.stopped());
    assertEquals("", stream.finish());
  }

  @Example
  void add_releasesWhatTurnedOutNotToStop() {
    TextStream stream = new TextStream(TOKENIZER, List.of("STOP"));
    assertEquals(List.of("", "", "", "STOx", "", ""), parts(stream, "STOxST"));
    assertFalse(stream.stopped());
    assertEquals("ST", stream.finish());
  }

  @Example
  void add_takesTheEarliestOfSeveralStops() {
    TextStream stream = new TextStream(TOKENIZER, List.of("bc", "abcd"));
    assertEquals("a", String.join("", parts(stream, "abc")));
    assertTrue(stream.stopped());
  }

  @Property(tries = 400)
  void parts_joinToTheDecodedWhole_whateverTheBytes(
      @ForAll @Size(max = 80) List<@IntRange(max = 259) Integer> ids) {
    TextStream stream = new TextStream(TOKENIZER, List.of());
    StringBuilder joined = new StringBuilder();
    ids.forEach(id -> joined.append(stream.add(id)));
    joined.append(stream.finish());
    long[] all = ids.stream().mapToLong(Integer::longValue).toArray();
    assertEquals(TOKENIZER.decode(all), joined.toString());
  }

  @Provide
  Arbitrary<String> tangles() {
    return Arbitraries.of("a", "b", "ab", "é", "😀", " ", "aab")
        .list()
        .ofMaxSize(30)
        .map(l -> String.join("", l));
  }

  @Property(tries = 400)
  void parts_withStops_joinToTheTextBeforeTheFirst(@ForAll("tangles") String text) {
    List<String> stops = List.of("aabb", "é😀", "b a");
    TextStream stream = new TextStream(TOKENIZER, stops);
    StringBuilder joined = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (!stream.stopped()) {
        joined.append(stream.add(4 + (b & 0xff)));
      }
    }
    joined.append(stream.finish());
    assertEquals(beforeFirstToComplete(text, stops), joined.toString());
  }

  /** What is left of the stop string whose last character comes first. */
  private static String beforeFirstToComplete(String text, List<String> stops) {
    for (int end = 0; end <= text.length(); end++) {
      int upTo = end;
      String seen = text.substring(0, upTo);
      var at = stops.stream().filter(seen::endsWith).mapToInt(s -> upTo - s.length()).min();
      if (at.isPresent()) {
        return text.substring(0, at.getAsInt());
      }
    }
    return text;
  }

  private static List<String> parts(TextStream stream, String text) {
    List<String> parts = new ArrayList<>();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      parts.add(stream.add(4 + (b & 0xff)));
    }
    return parts;
  }
}
