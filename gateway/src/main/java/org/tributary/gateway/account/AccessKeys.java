package org.tributary.gateway.account;

import io.lettuce.core.RedisFuture;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;

/** The access keys of accounts, each in its account's partition. */
@Singleton
public final class AccessKeys {

  static final int MAX_PER_ACCOUNT = 100;

  /** Far longer than any call that a revoked key began. */
  static final Duration KEEP_REVOKED = Duration.ofHours(24);

  private static final int MAX_CONFLICTS = 20;
  private static final LuaScript CREATE = LuaScript.load("access_key_create");
  private static final LuaScript CHANGE = LuaScript.load("access_key_change");
  private static final LuaScript ROTATE = LuaScript.load("access_key_rotate");
  private static final LuaScript REVOKE = LuaScript.load("access_key_revoke");

  private final Redis redis;
  private final SecureRandom random;
  private final Clock clock;

  public AccessKeys(Redis redis, SecureRandom random, Clock clock) {
    this.redis = redis;
    this.random = random;
    this.clock = clock;
  }

  /** A new key; only now is its secret known. Empty when the account has too many. */
  public Optional<NewKey> create(AccountId account, KeySettings settings) {
    AccessKey key = AccessKey.random(account, random);
    Map<String, String> fields = new LinkedHashMap<>(StoredKeys.fields(settings));
    fields.put("account", account.text());
    fields.put("hash", key.sha256());
    fields.put("version", "1");
    fields.put("spent", "0");
    fields.put("reserved", "0");
    fields.put("createdAt", now());
    List<String> arguments =
        new ArrayList<>(
            List.of(key.id().text(), Integer.toString(MAX_PER_ACCOUNT), now(), flag(settings)));
    addAll(arguments, fields);
    List<String> keys = List.of(key(account, key.id()), index(account), managers(account));
    String answer = CREATE.run(redis, keys, arguments.toArray(String[]::new)).getFirst();
    return answer.equals("created") ? Optional.of(shown(key)) : Optional.empty();
  }

  public Optional<StoredKey> find(AccountId account, AccessKeyId id) {
    return read(id, new StoredHash(redis.commands().hgetall(key(account, id))));
  }

  /** The account's keys, oldest first; a revoked one is among them for a day. */
  public List<StoredKey> list(AccountId account) {
    List<AccessKeyId> ids =
        redis.commands().zrange(index(account), 0, -1).stream().map(AccessKeyId::new).toList();
    List<RedisFuture<Map<String, String>>> records =
        ids.stream().map(id -> redis.pipeline().hgetall(key(account, id))).toList();
    List<StoredKey> keys = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      read(ids.get(i), new StoredHash(redis.await(records.get(i)))).ifPresent(keys::add);
    }
    keys.sort((a, b) -> a.createdAt().compareTo(b.createdAt()));
    return keys;
  }

  /** Applies a change to the settings as they are; tried again when another change came between. */
  public KeyChange change(AccountId account, AccessKeyId id, UnaryOperator<KeySettings> change) {
    for (int i = 0; i < MAX_CONFLICTS; i++) {
      StoredHash hash = new StoredHash(redis.commands().hgetall(key(account, id)));
      Optional<StoredKey> known = read(id, hash);
      if (known.isEmpty()) {
        return new KeyChange.Unknown();
      }
      KeySettings wanted = change.apply(known.get().settings());
      String answer = write(account, id, hash.text("version"), wanted);
      if (!answer.equals("conflict")) {
        return outcome(account, id, answer);
      }
    }
    throw new IllegalStateException("access key " + id + " is changed all the time");
  }

  /** A new secret for a key; the present one is good for {@code grace} longer. */
  public Optional<NewKey> rotate(AccountId account, AccessKeyId id, Duration grace) {
    AccessKey renewed = AccessKey.withNewSecret(account, id, random);
    String until = Long.toString(clock.instant().plus(grace).toEpochMilli());
    List<String> answer = ROTATE.run(redis, List.of(key(account, id)), renewed.sha256(), until);
    return answer.getFirst().equals("rotated") ? Optional.of(shown(renewed)) : Optional.empty();
  }

  /** Ends a key at once; calls that it began are still settled. */
  public KeyChange revoke(AccountId account, AccessKeyId id) {
    List<String> keys = List.of(key(account, id), index(account), managers(account));
    String answer =
        REVOKE
            .run(
                redis,
                keys,
                id.text(),
                now(),
                Long.toString(clock.instant().plus(KEEP_REVOKED).toEpochMilli()),
                Long.toString(KEEP_REVOKED.toMillis()))
            .getFirst();
    return outcome(account, id, answer);
  }

  /** The account that a key opens, and the key's own record, in one round trip. */
  public KeyCheck check(AccessKey accessKey) {
    RedisFuture<Map<String, String>> record =
        redis.pipeline().hgetall(key(accessKey.account(), accessKey.id()));
    RedisFuture<Map<String, String>> owner =
        redis.pipeline().hgetall(Accounts.key(accessKey.account()));
    StoredHash hash = new StoredHash(redis.await(record));
    StoredHash account = new StoredHash(redis.await(owner));
    Secret secret = secret(hash, accessKey.sha256());
    if (secret == Secret.NONE || account.isAbsent()) {
      return new KeyCheck.Invalid(KeyCheck.Problem.UNKNOWN);
    }
    StoredKey key = StoredKeys.read(accessKey.id(), hash, clock.instant());
    return switch (key.status(clock.instant())) {
      case REVOKED -> new KeyCheck.Invalid(KeyCheck.Problem.REVOKED);
      case EXPIRED -> new KeyCheck.Invalid(KeyCheck.Problem.EXPIRED);
      case ACTIVE ->
          secret == Secret.REPLACED
              ? new KeyCheck.Invalid(KeyCheck.Problem.REVOKED)
              : new KeyCheck.Valid(
                  Accounts.read(accessKey.account(), account), key, secret == Secret.CURRENT);
    };
  }

  private enum Secret {
    CURRENT,
    OLD,
    REPLACED,
    NONE
  }

  private Secret secret(StoredHash record, String sha256) {
    if (isHash(record.fields().get("hash"), sha256)) {
      return Secret.CURRENT;
    }
    if (!isHash(record.fields().get("oldHash"), sha256)) {
      return Secret.NONE;
    }
    return clock.instant().isBefore(record.time("oldUntil")) ? Secret.OLD : Secret.REPLACED;
  }

  private static boolean isHash(@Nullable String stored, String sha256) {
    return stored != null
        && MessageDigest.isEqual(
            stored.getBytes(StandardCharsets.US_ASCII), sha256.getBytes(StandardCharsets.US_ASCII));
  }

  private String write(AccountId account, AccessKeyId id, String version, KeySettings settings) {
    List<String> absent = StoredKeys.absent(settings);
    List<String> arguments = new ArrayList<>(List.of(id.text(), version, flag(settings)));
    arguments.add(Integer.toString(absent.size()));
    arguments.addAll(absent);
    addAll(arguments, StoredKeys.fields(settings));
    List<String> keys = List.of(key(account, id), managers(account));
    return CHANGE.run(redis, keys, arguments.toArray(String[]::new)).getFirst();
  }

  private KeyChange outcome(AccountId account, AccessKeyId id, String answer) {
    return switch (answer) {
      case "unknown" -> new KeyChange.Unknown();
      case "last_manager" -> new KeyChange.LastManager();
      default ->
          find(account, id).<KeyChange>map(KeyChange.Done::new).orElseGet(KeyChange.Unknown::new);
    };
  }

  private NewKey shown(AccessKey key) {
    return new NewKey(key, find(key.account(), key.id()).orElseThrow());
  }

  private Optional<StoredKey> read(AccessKeyId id, StoredHash hash) {
    return hash.isAbsent()
        ? Optional.empty()
        : Optional.of(StoredKeys.read(id, hash, clock.instant()));
  }

  private String now() {
    return Long.toString(clock.millis());
  }

  private static String flag(KeySettings settings) {
    return settings.manages() ? "1" : "0";
  }

  private static void addAll(List<String> arguments, Map<String, String> fields) {
    fields.forEach((field, value) -> {
      arguments.add(field);
      arguments.add(value);
    });
  }

  static String key(AccountId account, AccessKeyId id) {
    return account.partition().key("key:" + account + ":" + id);
  }

  private static String index(AccountId account) {
    return account.partition().key("keys:" + account);
  }

  private static String managers(AccountId account) {
    return account.partition().key("managers:" + account);
  }
}
