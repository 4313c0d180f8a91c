package org.tributary.gateway.payment;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.account.AccountId;

/** The model, held to the same contract as the real one. */
final class ModelLedgerSubject implements LedgerSubject {

  private final SettableClock clock = new SettableClock();
  private final ModelLedger ledger = new ModelLedger(PaymentConfig.DEFAULT, clock);
  private int accounts;

  @Override
  public ChannelLedger ledger() {
    return ledger;
  }

  @Override
  public void advance(Duration by) {
    clock.advance(by);
  }

  @Override
  public void openChannel(ChannelId id, long deposit) {
    ledger.openChannel(id, deposit);
  }

  @Override
  public AccountId openAccount(ChannelId channel, @Nullable Long budget) {
    AccountId id = new AccountId(String.format("acct_%02x%030x", channel.partition(), ++accounts));
    ledger.openAccount(id, channel, budget);
    return id;
  }

  @Override
  public LedgerState.OfChannel state(ChannelId id) {
    return requireNonNull(ledger.state(id));
  }

  @Override
  public LedgerState.OfAccount state(AccountId id) {
    return requireNonNull(ledger.state(id));
  }
}
