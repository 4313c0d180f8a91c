package org.tributary.gateway.payment;

import org.tributary.gateway.account.Account;

/** Who pays for a call, and by what right the call may spend. */
public record Payer(Account account, Authority authority) {}
