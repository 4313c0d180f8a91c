package org.tributary.gateway.settlement;

/** This run has lost its lock to a later one, which does the same work; it must stop. */
final class StaleSettlement extends RuntimeException {
  private static final long serialVersionUID = 1;

  StaleSettlement(String message) {
    super(message);
  }
}
