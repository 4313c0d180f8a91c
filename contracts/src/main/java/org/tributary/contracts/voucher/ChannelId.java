package org.tributary.contracts.voucher;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.tributary.contracts.keys.Bytes32;

/** The typed-data hash of a channel's configuration; its first byte is the money partition. */
public record ChannelId(Bytes32 value) implements Comparable<ChannelId> {

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ChannelId parse(String text) {
    return new ChannelId(new Bytes32(text));
  }

  @JsonValue
  public String text() {
    return value.text();
  }

  /** 0 to 255. */
  public int partition() {
    return Integer.parseInt(value.text(), 2, 4, 16);
  }

  @Override
  public int compareTo(ChannelId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.text();
  }
}
