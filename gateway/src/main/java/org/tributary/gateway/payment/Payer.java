package org.tributary.gateway.payment;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKeyId;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.AccountId;

/**
 * Who pays for a call, from which channel, by what right the call may spend, and what the payer is
 * told with it.
 */
public record Payer(AccountId account, ChannelId channel, Authority authority, PaymentNotes notes) {

  public Payer(Account account, Authority authority) {
    this(account, authority, PaymentNotes.NONE);
  }

  public Payer(Account account, Authority authority, PaymentNotes notes) {
    this(account.id(), account.channel(), authority, notes);
  }

  /** The access key that pays, or null where another authority does. */
  public @Nullable AccessKeyId accessKey() {
    return authority instanceof Authority.AccessKey key ? key.id() : null;
  }
}
