package org.tributary.gateway.account;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.Redis;

/** Which accounts belong to an address, whose key alone signs in to them: one on each channel. */
@Singleton
public final class Owners {

  private final Redis redis;

  public Owners(Redis redis) {
    this.redis = redis;
  }

  /** False when there is one on this channel already. */
  public boolean add(Address owner, ChannelId channel, AccountId account) {
    return redis.commands().hsetnx(key(owner), channel.text(), account.text());
  }

  public Optional<AccountId> accountOn(Address owner, ChannelId channel) {
    return Optional.ofNullable(redis.commands().hget(key(owner), channel.text()))
        .map(AccountId::new);
  }

  public List<AccountId> accountsOf(Address owner) {
    return redis.commands().hvals(key(owner)).stream().sorted().map(AccountId::new).toList();
  }

  private static String key(Address owner) {
    return "owner:" + owner;
  }
}
