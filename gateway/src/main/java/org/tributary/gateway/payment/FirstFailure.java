package org.tributary.gateway.payment;

import org.jspecify.annotations.Nullable;

/** Lets each of many go on when one fails, and fails in the end as the first one did. */
final class FirstFailure {

  private @Nullable RuntimeException first;

  void guard(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failure) {
      if (first == null) {
        first = failure;
      } else {
        first.addSuppressed(failure);
      }
    }
  }

  void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
