package org.tributary.gateway.payment;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;

/** A ledger to be tested, with what the tests need to set up and to look at. */
public interface LedgerSubject {

  ChannelLedger ledger();

  /** Lets time pass. */
  void advance(Duration by);

  void openChannel(ChannelId id, long deposit);

  AccountId openAccount(ChannelId channel, @Nullable Long budget);

  LedgerState.OfChannel state(ChannelId id);

  LedgerState.OfAccount state(AccountId id);
}
