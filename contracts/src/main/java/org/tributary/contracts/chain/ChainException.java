package org.tributary.contracts.chain;

import java.util.Locale;
import java.util.stream.Stream;

/** The chain could not be asked, refused, or did not answer in time. */
public sealed class ChainException extends RuntimeException
    permits ChainException.Unreachable,
        ChainException.Refused,
        ChainException.Reverted,
        ChainException.Replaced,
        ChainException.TimedOut {

  private ChainException(String message) {
    super(message);
  }

  private ChainException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No node answered: nothing is known of what was asked. */
  public static final class Unreachable extends ChainException {
    Unreachable(String message) {
      super(message);
    }

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The node answered with an error of its own. */
  public static final class Refused extends ChainException {
    Refused(String message) {
      super(message);
    }

    /** Nodes say this in words only; geth, anvil, Nethermind and Besu each in their own. */
    boolean isNonceTaken() {
      return says("nonce too low", "old_nonce", "underpriced", "oldnonce");
    }

    boolean isAlreadyKnown() {
      return says("already known", "already imported", "known transaction", "alreadyknown");
    }

    private boolean says(String... phrases) {
      String message = String.valueOf(getMessage()).toLowerCase(Locale.ROOT);
      return Stream.of(phrases).anyMatch(message::contains);
    }
  }

  /** A contract refused; {@link #error()} is the custom error's name where it is one of ours. */
  public static final class Reverted extends ChainException {
    private final String error;

    Reverted(String error, String message) {
      super(message);
      this.error = error;
    }

    public String error() {
      return error;
    }
  }

  /** Another transaction of the same sender took the nonce of one that was sent. */
  public static final class Replaced extends ChainException {
    Replaced(String message) {
      super(message);
    }
  }

  /** A transaction was sent and may still be mined. */
  public static final class TimedOut extends ChainException {
    TimedOut(String message) {
      super(message);
    }
  }
}
