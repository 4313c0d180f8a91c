package org.tributary.gateway.relay;

/** The worker has no room for the request now. */
public final class WorkerBusy extends WorkerFailure {
  private static final long serialVersionUID = 1L;

  WorkerBusy() {
    super("has no room");
  }
}
