package org.tributary.gateway.client;

/** The caller closed the connection, or stopped reading. */
public final class ClientGone extends Exception {
  private static final long serialVersionUID = 1L;

  public ClientGone() {
    super("the client left", null, false, false);
  }
}
