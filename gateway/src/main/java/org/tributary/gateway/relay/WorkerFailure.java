package org.tributary.gateway.relay;

/** A worker that could not be reached, broke off, or spoke nonsense: another may do better. */
public sealed class WorkerFailure extends RuntimeException permits WorkerBusy {
  private static final long serialVersionUID = 1L;

  /** {@code message} goes on from "the worker …". */
  public WorkerFailure(String message) {
    super(message, null, false, false);
  }
}
