package org.tributary.contracts.chain;

/** The chain could not be asked, refused, or did not answer in time. */
public sealed class ChainException extends RuntimeException
    permits ChainException.Unreachable,
        ChainException.Refused,
        ChainException.Reverted,
        ChainException.TimedOut {

  private ChainException(String message) {
    super(message);
  }

  private ChainException(String message, Throwable cause) {
    super(message, cause);
  }

  /** No node answered: nothing is known of what was asked. */
  public static final class Unreachable extends ChainException {
    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The node answered with an error of its own. */
  public static final class Refused extends ChainException {
    Refused(String message) {
      super(message);
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

  /** A transaction was sent and may still be mined. */
  public static final class TimedOut extends ChainException {
    TimedOut(String message) {
      super(message);
    }
  }
}
