package org.tributary.contracts.keys;

import java.util.Arrays;

/** Checks the form of hex text: every paid call does so dozens of times, too often for a regex. */
public final class HexText {
  private static final byte ANY_CASE = 1;
  private static final byte LOWER_CASE = 2;

  /** What a character is as a digit; 0 for none. */
  private static final byte[] DIGITS = digits();

  private HexText() {}

  private static byte[] digits() {
    byte[] kinds = new byte[128];
    Arrays.fill(kinds, '0', '9' + 1, LOWER_CASE);
    Arrays.fill(kinds, 'a', 'f' + 1, LOWER_CASE);
    Arrays.fill(kinds, 'A', 'F' + 1, ANY_CASE);
    return kinds;
  }

  /** Whether {@code text} is {@code prefix} and this many digits, letters of either case. */
  public static boolean is(String text, String prefix, int digits) {
    return has(text, prefix, digits, ANY_CASE);
  }

  /** The same with lower-case letters only. */
  public static boolean isLower(String text, String prefix, int digits) {
    return has(text, prefix, digits, LOWER_CASE);
  }

  private static boolean has(String text, String prefix, int digits, byte least) {
    if (text.length() != prefix.length() + digits || !text.startsWith(prefix)) {
      return false;
    }
    for (int i = prefix.length(); i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= DIGITS.length || DIGITS[c] < least) {
        return false;
      }
    }
    return true;
  }
}
