package org.tributary.contracts.keys;

import java.util.function.IntPredicate;

/** Checks the form of hex text: every paid call does so dozens of times, too often for a regex. */
public final class HexText {
  private HexText() {}

  /** Whether {@code text} is {@code prefix} and this many digits, letters of either case. */
  public static boolean is(String text, String prefix, int digits) {
    return has(text, prefix, digits, HexText::isDigit);
  }

  /** The same with lower-case letters only. */
  public static boolean isLower(String text, String prefix, int digits) {
    return has(text, prefix, digits, HexText::isLowerDigit);
  }

  private static boolean has(String text, String prefix, int digits, IntPredicate digit) {
    if (text.length() != prefix.length() + digits || !text.startsWith(prefix)) {
      return false;
    }
    for (int i = prefix.length(); i < text.length(); i++) {
      if (!digit.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDigit(int c) {
    return isLowerDigit(c) || (c >= 'A' && c <= 'F');
  }

  private static boolean isLowerDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }
}
