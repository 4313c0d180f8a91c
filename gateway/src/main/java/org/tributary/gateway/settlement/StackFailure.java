package org.tributary.gateway.settlement;

import org.jspecify.annotations.Nullable;

/** Something a command needs from the stack is missing; the message says what to do. */
final class StackFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  StackFailure(String message) {
    super(message);
  }

  StackFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
