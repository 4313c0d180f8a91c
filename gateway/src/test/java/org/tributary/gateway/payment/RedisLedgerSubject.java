package org.tributary.gateway.payment;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.redis.Redis;

/** The ledger in Redis, on a clock that stands still. */
public final class RedisLedgerSubject implements LedgerSubject {

  private final SettableClock clock = new SettableClock();
  private final Redis redis;
  private final Channels channels;
  private final Accounts accounts;
  private final ChannelLedger ledger;

  public RedisLedgerSubject(Redis redis) {
    this.redis = redis;
    channels = new Channels(redis);
    accounts = new Accounts(redis, new SecureRandom(), clock);
    ledger =
        new RedisChannelLedger(
            redis, new CallJson(), PaymentConfig.DEFAULT, TrialConfig.DEFAULT, clock);
  }

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
    channels.open(id, Calls.config(), "test", deposit);
  }

  /** A channel whose vouchers its payer signs. */
  void openWallet(ChannelId id, long deposit) {
    channels.open(id, Calls.config(), "", deposit);
  }

  Channels channels() {
    return channels;
  }

  @Override
  public AccountId openAccount(ChannelId channel, @Nullable Long budget) {
    AccountId id = accounts.open(channel, budget, "test").id();
    redis
        .commands()
        .hset(
            id.partition().key("key:" + id + ":" + Calls.KEY),
            Map.of("account", id.text(), "hash", Calls.keyHash(id), "spent", "0", "reserved", "0"));
    return id;
  }

  @Override
  public LedgerState.OfChannel state(ChannelId id) {
    Channel channel = channels.find(id).orElseThrow();
    return new LedgerState.OfChannel(
        channel.deposit(), channel.available(), channel.reserved(), channel.charged());
  }

  @Override
  public LedgerState.OfAccount state(AccountId id) {
    Account account = accounts.find(id).orElseThrow();
    return new LedgerState.OfAccount(account.remaining(), account.reserved(), account.spent());
  }
}
