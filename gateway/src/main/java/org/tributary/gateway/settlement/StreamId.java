package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;

/** A place in a partition's ledger stream: Redis's milliseconds and sequence number. */
record StreamId(long millis, long sequence) implements Comparable<StreamId> {
  static final StreamId START = new StreamId(0, 0);

  private static final Comparator<StreamId> ORDER =
      Comparator.comparingLong(StreamId::millis).thenComparingLong(StreamId::sequence);

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static StreamId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      throw new IllegalArgumentException("not a stream id: " + text);
    }
    return new StreamId(
        Long.parseLong(text, 0, dash, 10), Long.parseLong(text, dash + 1, text.length(), 10));
  }

  @JsonValue
  String text() {
    return millis + "-" + sequence;
  }

  @Override
  public int compareTo(StreamId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return text();
  }
}
