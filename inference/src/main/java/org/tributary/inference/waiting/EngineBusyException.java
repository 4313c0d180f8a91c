package org.tributary.inference.waiting;

/** The engine takes no more requests for now. */
public final class EngineBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final boolean stopping;

  private EngineBusyException(String message, boolean stopping) {
    super(message, null, false, false);
    this.stopping = stopping;
  }

  static EngineBusyException full(int queue) {
    return new EngineBusyException(
        "the worker's queue of " + queue + " requests is full: try again in a moment", false);
  }

  static EngineBusyException share(int perClient) {
    return new EngineBusyException(
        "this client already has "
            + perClient
            + " requests waiting, and the rest of the queue is for others: try again in a moment",
        false);
  }

  /** To try again would be in vain. */
  static EngineBusyException neverFits(int perClient) {
    return new EngineBusyException(
        "n must be at most " + perClient + " here: a client's share of this worker's queue", false);
  }

  static EngineBusyException stopped() {
    return new EngineBusyException("the worker is stopping: ask another", true);
  }

  /** Whether the worker will not take this request later either. */
  public boolean stopping() {
    return stopping;
  }
}
