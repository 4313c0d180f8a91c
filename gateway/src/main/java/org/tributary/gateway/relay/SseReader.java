package org.tributary.gateway.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into the data of its server-sent events, whatever the packets' borders.
 */
final class SseReader {
  private static final String DATA = "data:";
  private final int maxEventBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();

  SseReader(int maxEventBytes) {
    this.maxEventBytes = maxEventBytes;
  }

  /**
   * The events that {@code bytes} complete.
   *
   * @throws WorkerFailure when an event is longer than allowed
   */
  List<String> feed(byte[] bytes) {
    List<String> events = new ArrayList<>();
    for (byte b : bytes) {
      if (b == '\n') {
        endLine(events);
      } else if (b != '\r') {
        line.write(b);
        if (line.size() + data.length() > maxEventBytes) {
          throw new WorkerFailure("an event is over " + maxEventBytes + " bytes");
        }
      }
    }
    return events;
  }

  private void endLine(List<String> events) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.startsWith(DATA)) {
      data.append(data.isEmpty() ? "" : "\n").append(text.substring(DATA.length()).strip());
    } else if (text.isEmpty() && !data.isEmpty()) {
      events.add(data.toString());
      data.setLength(0);
    }
  }
}
