package org.tributary.gateway.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseReaderTest {
  private static final int MAX = 1_000;

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\r"})
  void lineEnds_ofAnyKindAreUnderstood(String end) {
    assertEquals(List.of("a", "b\nc"), read(1, "data: a@@data: b@data: c@@".replace("@", end)));
  }

  @Test
  void oneSpaceOnly_isLeftOut() {
    assertEquals(List.of(" a ", "b"), read(7, "data:  a \n\ndata:b\n\n"));
  }

  @Test
  void otherFieldsAndComments_areIgnored() {
    assertEquals(
        List.of("a"),
        read(3, ": hello\nevent: x\nid: 1\nretry: 5\ndatabase: no\ndata: a\n\n: bye\n\n\n\n"));
  }

  @Test
  void emptyData_isAnEvent() {
    assertEquals(List.of("", "\n"), read(2, "data\n\ndata:\ndata:\n\n"));
  }

  @Test
  void eventWithoutItsBlankLine_isNotOver() {
    assertEquals(List.of("a"), read(4, "data: a\n\ndata: b\n"));
  }

  @Test
  void longEvent_isRefusedWhereverItsLengthIs() {
    assertRefused("data: " + "x".repeat(MAX) + "\n\n");
    assertRefused("x".repeat(MAX + 1));
    assertRefused(": " + "x".repeat(MAX) + "\n");
    assertRefused("data: 1234567890\n".repeat(100));
    assertRefused("data:\n".repeat(MAX));
  }

  @Test
  void manyEventsOfAllowedLength_areNotRefused() {
    String event = "data: " + "x".repeat(MAX - 6) + "\n\n";
    assertEquals(9, read(100, event.repeat(9)).size());
  }

  @Test
  void longAnswer_isRefused() {
    SseReader reader = new SseReader(MAX, 20);
    reader.feed("data: a\n\n".getBytes(UTF_8));
    reader.feed("data: a\n\n".getBytes(UTF_8));

    assertThrows(WorkerFailure.class, () -> reader.feed("data: a\n\n".getBytes(UTF_8)));
  }

  @Property
  void anyBorders_giveTheSameEvents(
      @ForAll @Size(max = 6) List<List<String>> events,
      @ForAll @IntRange(min = 1, max = 30) int packet) {
    List<String> expected = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (List<String> lines : events) {
      List<String> clean =
          lines.stream().map(l -> l.replaceAll("[\\r\\n\\ud800-\\udfff]", "")).toList();
      if (!clean.isEmpty()) {
        expected.add(String.join("\n", clean));
        text.append(clean.stream().map(l -> "data: " + l + "\n").collect(Collectors.joining()));
        text.append("\n");
      }
    }

    assertEquals(expected, read(new SseReader(1_000_000, 10_000_000), packet, text.toString()));
  }

  @Property
  void anyBytes_areReadWithinTheLimits(
      @ForAll @Size(max = 50) List<@Size(max = 100) byte[]> packets) {
    SseReader reader = new SseReader(200, 2_000);
    try {
      for (byte[] packet : packets) {
        for (String event : reader.feed(packet)) {
          assertTrue(event.length() <= 200);
        }
      }
    } catch (WorkerFailure tooLong) {
      assertTrue(packets.stream().mapToInt(p -> p.length).sum() > 200);
    }
  }

  private static void assertRefused(String text) {
    for (int packet : new int[] {1, 17, text.length()}) {
      assertThrows(WorkerFailure.class, () -> read(packet, text));
    }
  }

  private static List<String> read(int packet, String text) {
    return read(new SseReader(MAX, 1_000_000), packet, text);
  }

  private static List<String> read(SseReader reader, int packet, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    List<String> events = new ArrayList<>();
    for (int start = 0; start < bytes.length; start += packet) {
      events.addAll(
          reader.feed(Arrays.copyOfRange(bytes, start, Math.min(bytes.length, start + packet))));
    }
    return events;
  }
}
