package org.tributary.contracts.asset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The number of a registered asset, counted from 1; its ERC-721 id. */
public record AssetId(long value) implements Comparable<AssetId> {

  public AssetId {
    if (value < 1) {
      throw new IllegalArgumentException("asset ids start at 1: " + value);
    }
  }

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static AssetId parse(String text) {
    return new AssetId(Long.parseLong(text));
  }

  @JsonValue
  public String text() {
    return Long.toString(value);
  }

  @Override
  public int compareTo(AssetId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return text();
  }
}
