package org.tributary.gateway.payment;

import org.jspecify.annotations.Nullable;

/** Lets each of many go on when one fails, and fails in the end as the first one did. */
public final class FirstFailure {

  private @Nullable RuntimeException first;

  public void guard(Runnable action) {
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

  public void rethrow() {
    if (first != null) {
      throw first;
    }
  }
}
