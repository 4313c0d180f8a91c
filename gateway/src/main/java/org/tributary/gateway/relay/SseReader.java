package org.tributary.gateway.relay;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes into the data of its server-sent events, whatever the packets' borders;
 * lines end as in the WHATWG's event stream format: CR, LF, or both.
 */
final class SseReader {
  private static final String DATA = "data";
  private final int maxEventBytes;
  private final int maxBytes;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final StringBuilder data = new StringBuilder();
  private boolean hasData;
  private boolean afterReturn;
  private int eventBytes;
  private int bytes;

  SseReader(int maxEventBytes, int maxBytes) {
    this.maxEventBytes = maxEventBytes;
    this.maxBytes = maxBytes;
  }

  /**
   * The events that {@code packet} completes.
   *
   * @throws WorkerFailure when an event, or all of them, are longer than allowed
   */
  List<String> feed(byte[] packet) {
    if (packet.length > maxBytes - bytes) {
      throw new WorkerFailure("sent an answer of over " + maxBytes + " bytes");
    }
    bytes += packet.length;
    List<String> events = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < packet.length; i++) {
      byte b = packet[i];
      if (b == '\n' && afterReturn) {
        start = i + 1;
      } else if (b == '\n' || b == '\r') {
        take(packet, start, i);
        endLine(events);
        start = i + 1;
      }
      afterReturn = b == '\r';
    }
    take(packet, start, packet.length);
    return events;
  }

  private void take(byte[] packet, int start, int end) {
    eventBytes += end - start;
    if (eventBytes > maxEventBytes) {
      throw new WorkerFailure("sent an event of over " + maxEventBytes + " bytes");
    }
    line.write(packet, start, end - start);
  }

  private void endLine(List<String> events) {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.isEmpty()) {
      endEvent(events);
    } else if (text.equals(DATA) || text.startsWith(DATA + ":")) {
      data.append(hasData ? "\n" : "").append(value(text));
      hasData = true;
    }
  }

  private static String value(String field) {
    int start = Math.min(field.length(), DATA.length() + 1);
    return field.substring(field.startsWith(" ", start) ? start + 1 : start);
  }

  private void endEvent(List<String> events) {
    if (hasData) {
      events.add(data.toString());
    }
    data.setLength(0);
    hasData = false;
    eventBytes = 0;
  }
}
