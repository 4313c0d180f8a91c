package org.tributary.gateway.account;

import io.lettuce.core.RedisFuture;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;

/** The accounts and their access keys, each in its channel's partition. */
@Singleton
public final class Accounts {

  private static final int MAX_TEXT_CHARS = 200;

  private final Redis redis;
  private final SecureRandom random;
  private final Clock clock;

  public Accounts(Redis redis, SecureRandom random, Clock clock) {
    this.redis = redis;
    this.random = random;
    this.clock = clock;
  }

  /**
   * A new account on a channel; {@code budget} in base units, or null for the channel's balance.
   */
  public Account open(ChannelId channel, @Nullable Long budget, String label) {
    AccountId id = AccountId.random(new Partition(channel.partition()), random);
    Account account =
        new Account(
            id, channel, budget, 0, 0, bounded(label), Instant.ofEpochMilli(clock.millis()));
    Map<String, String> fields = new HashMap<>();
    fields.put("channel", channel.text());
    fields.put("spent", "0");
    fields.put("reserved", "0");
    fields.put("label", account.label());
    fields.put("createdAt", Long.toString(account.createdAt().toEpochMilli()));
    if (budget != null) {
      fields.put("remaining", Long.toString(budget));
    }
    redis.commands().hset(key(id), fields);
    return account;
  }

  /** A new access key for an account; only now is its secret known. */
  public AccessKey createKey(AccountId account, String name) {
    AccessKey key = AccessKey.random(account, random);
    redis
        .commands()
        .hset(
            key(key),
            Map.of(
                "account",
                account.text(),
                "name",
                bounded(name),
                "createdAt",
                Long.toString(clock.millis())));
    return key;
  }

  public Optional<Account> find(AccountId id) {
    return account(id, new StoredHash(redis.commands().hgetall(key(id))));
  }

  /** The account that an access key opens. */
  public Optional<Account> authenticate(String accessKey) {
    return AccessKey.parse(accessKey).flatMap(this::authenticate);
  }

  /** The key names its account, so both are read in one round trip. */
  Optional<Account> authenticate(AccessKey accessKey) {
    RedisFuture<String> owner = redis.pipeline().hget(key(accessKey), "account");
    RedisFuture<Map<String, String>> stored = redis.pipeline().hgetall(key(accessKey.account()));
    String ownerText = redis.await(owner);
    StoredHash hash = new StoredHash(redis.await(stored));
    return accessKey.account().text().equals(ownerText)
        ? account(accessKey.account(), hash)
        : Optional.empty();
  }

  private static Optional<Account> account(AccountId id, StoredHash hash) {
    if (hash.isAbsent()) {
      return Optional.empty();
    }
    return Optional.of(
        new Account(
            id,
            ChannelId.parse(hash.text("channel")),
            hash.amountOrNull("remaining"),
            hash.amount("spent"),
            hash.amount("reserved"),
            hash.text("label"),
            hash.time("createdAt")));
  }

  private static String key(AccountId id) {
    return id.partition().key("account:" + id);
  }

  private static String key(AccessKey accessKey) {
    return accessKey.account().partition().key("key:" + accessKey.sha256());
  }

  private static String bounded(String text) {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new IllegalArgumentException("a label has at most " + MAX_TEXT_CHARS + " characters");
    }
    return text;
  }
}
