package org.tributary.contracts.receipt;

/** Text that is no receipt; the message says what is wrong with it. */
public final class MalformedReceipt extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public MalformedReceipt(String why) {
    super(why);
  }
}
