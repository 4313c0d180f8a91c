package org.tributary.inference.engine;

/** The engine's queue is full. */
public final class EngineBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  EngineBusyException(int queue) {
    super("the worker's queue of " + queue + " requests is full: try again in a moment");
  }
}
