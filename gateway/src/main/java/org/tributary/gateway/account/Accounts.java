package org.tributary.gateway.account;

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
  private final AccessKeys keys;

  public Accounts(Redis redis, SecureRandom random, Clock clock) {
    this.redis = redis;
    this.random = random;
    this.clock = clock;
    this.keys = new AccessKeys(redis, random, clock);
  }

  /**
   * A new account on a channel; {@code budget} in base units, or null for the channel's balance.
   */
  public Account open(ChannelId channel, @Nullable Long budget, String label) {
    return open(channel, budget, label, Map.of());
  }

  /** A visitor's account, which may spend as the rules for trials allow. */
  Account openTrial(ChannelId channel, long budget) {
    return open(channel, budget, "trial", Map.of("trial", "1"));
  }

  private Account open(
      ChannelId channel, @Nullable Long budget, String label, Map<String, String> more) {
    AccountId id = AccountId.random(new Partition(channel.partition()), random);
    Account account =
        new Account(
            id, channel, budget, 0, 0, bounded(label), Instant.ofEpochMilli(clock.millis()));
    Map<String, String> fields = new HashMap<>(more);
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

  /** An account's first access key, which manages the others; only now is its secret known. */
  public AccessKey createKey(AccountId account, String name) {
    return keys.create(account, KeySettings.managing(name))
        .orElseThrow(() -> new IllegalStateException("the account has too many access keys"))
        .accessKey();
  }

  public Optional<Account> find(AccountId id) {
    StoredHash hash = new StoredHash(redis.commands().hgetall(key(id)));
    return hash.isAbsent() ? Optional.empty() : Optional.of(read(id, hash));
  }

  /** The account that an access key opens. */
  public Optional<Account> authenticate(String accessKey) {
    return AccessKey.parse(accessKey).map(keys::check).flatMap(Accounts::opened);
  }

  private static Optional<Account> opened(KeyCheck check) {
    return switch (check) {
      case KeyCheck.Valid valid -> Optional.of(valid.account());
      case KeyCheck.Invalid invalid -> Optional.empty();
    };
  }

  static Account read(AccountId id, StoredHash hash) {
    return new Account(
        id,
        ChannelId.parse(hash.text("channel")),
        hash.amountOrNull("remaining"),
        hash.amount("spent"),
        hash.amount("reserved"),
        hash.text("label"),
        hash.time("createdAt"));
  }

  static String key(AccountId id) {
    return id.partition().key("account:" + id);
  }

  private static String bounded(String text) {
    if (text.length() > MAX_TEXT_CHARS) {
      throw new IllegalArgumentException("a label has at most " + MAX_TEXT_CHARS + " characters");
    }
    return text;
  }
}
