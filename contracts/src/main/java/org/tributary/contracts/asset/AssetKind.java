package org.tributary.contracts.asset;

import java.util.Locale;
import java.util.Optional;

/** What an asset is; the order is the registry's. */
public enum AssetKind {
  UNKNOWN,
  MODEL,
  DATASET,
  ADAPTER;

  /** Lower case, as the API writes it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Empty for any other word. */
  public static Optional<AssetKind> parse(String text) {
    for (AssetKind kind : values()) {
      if (kind != UNKNOWN && kind.text().equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
