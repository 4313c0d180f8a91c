package org.tributary.gateway.payment;

import org.tributary.gateway.account.Account;

/** Who pays for a call, by what right the call may spend, and what the payer is told with it. */
public record Payer(Account account, Authority authority, PaymentNotes notes) {

  public Payer(Account account, Authority authority) {
    this(account, authority, PaymentNotes.NONE);
  }
}
