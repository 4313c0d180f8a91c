package org.tributary.gateway.account;

import jakarta.inject.Singleton;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.redis.Redis;

/** Which accounts belong to an address, whose key alone signs in to them. */
@Singleton
public final class Owners {

  private final Redis redis;

  public Owners(Redis redis) {
    this.redis = redis;
  }

  public void add(Address owner, AccountId account) {
    redis.commands().sadd(key(owner), account.text());
  }

  public List<AccountId> accountsOf(Address owner) {
    return redis.commands().smembers(key(owner)).stream().sorted().map(AccountId::new).toList();
  }

  private static String key(Address owner) {
    return "owner:" + owner;
  }
}
