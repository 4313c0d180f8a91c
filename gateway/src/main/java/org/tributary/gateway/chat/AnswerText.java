package org.tributary.gateway.chat;

import java.nio.charset.StandardCharsets;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.RunningKeccak;

/** The Keccak-256 of an answer's text in UTF-8, as it comes in pieces. */
final class AnswerText {
  private final RunningKeccak hash = new RunningKeccak();
  private String held = "";

  void add(String piece) {
    String text = held + piece;
    // Half of a character has no UTF-8: it waits for its other half.
    boolean split = !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    int end = split ? text.length() - 1 : text.length();
    held = text.substring(end);
    hash.add(text.substring(0, end).getBytes(StandardCharsets.UTF_8));
  }

  Bytes32 hash() {
    return hash.hash();
  }
}
