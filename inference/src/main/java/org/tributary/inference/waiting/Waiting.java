package org.tributary.inference.waiting;

/** Something of a client's that waits for its turn. */
public interface Waiting {
  /** Whose it is. */
  String client();

  /** Whether nobody wants it any more. */
  boolean cancelled();
}
