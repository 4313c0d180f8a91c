package org.tributary.contracts.keys;

/** Keeps outside text that ends up in an error message short. */
final class Shortened {
  private static final int MAX_CHARS = 80;

  private Shortened() {}

  static String of(String text) {
    return text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS) + "…";
  }
}
