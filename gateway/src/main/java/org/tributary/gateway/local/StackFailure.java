package org.tributary.gateway.local;

/** Why the stack cannot start, in words for the person who asked. */
final class StackFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StackFailure(String message) {
    super(message);
  }

  StackFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
