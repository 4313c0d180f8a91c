package org.tributary.gateway.payment;

/**
 * Part of an answer, kept so that a repeat of its call gets the same one.
 *
 * @param number counts from 0; the same number again replaces the part
 * @param text empty for nothing to keep
 */
public record AnswerPart(int number, String text) {

  /** In the place of an answer that is too long to be kept: no part has this text. */
  public static final String TOO_LONG = "-";

  /** Nothing to keep. */
  public static final AnswerPart NONE = new AnswerPart(0, "");

  public boolean isNone() {
    return text.isEmpty();
  }
}
