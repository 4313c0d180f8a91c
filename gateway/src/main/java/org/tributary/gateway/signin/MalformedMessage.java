package org.tributary.gateway.signin;

/** A text that is no sign-in message, and where it stops being one. */
final class MalformedMessage extends Exception {
  private static final long serialVersionUID = 1L;

  /** {@code expected} never quotes the text, which comes from outside. */
  MalformedMessage(int line, String expected) {
    super("line " + line + ": expected " + expected, null, false, false);
  }
}
