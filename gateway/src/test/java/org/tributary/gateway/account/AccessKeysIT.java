package org.tributary.gateway.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.account.KeyCheck.Problem;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class AccessKeysIT {

  private static final KeySettings SPENDING = new KeySettings("spender", false, KeyLimits.NONE);

  private final SettableClock clock = new SettableClock();
  private final Redis redis;
  private final Accounts accounts;
  private final AccessKeys keys;

  AccessKeysIT(Redis redis) {
    this.redis = redis;
    accounts = new Accounts(redis, new SecureRandom(), clock);
    keys = new AccessKeys(redis, new SecureRandom(), clock);
  }

  @Test
  void create_keepsEverySetting() {
    KeyLimits limits =
        new KeyLimits(
            1L << 60,
            250L,
            60L,
            KeyLimits.MAX_PER_MINUTE,
            List.of("a model", "another"),
            Instant.parse("2030-01-31T00:00:00.123Z"));
    AccountId account = account();
    NewKey made = create(account, new KeySettings("Laptop", false, limits));

    assertEquals(new KeySettings("Laptop", false, limits), made.stored().settings());
    assertEquals(List.of(made.stored()), keys.list(account));
    assertEquals(made.accessKey().id(), made.stored().id());
  }

  @Test
  void check_opensTheAccountOfTheWholeSecretOnly() {
    AccountId account = account();
    AccessKey key = create(account, SPENDING).accessKey();
    String text = key.reveal();
    String forged = text.substring(0, text.length() - 31) + "A".repeat(31);

    assertEquals(account, valid(key).account().id());
    assertEquals(Problem.UNKNOWN, problem(AccessKey.parse(forged).orElseThrow()));
    AccessKey elsewhere = AccessKey.withNewSecret(account(), key.id(), new SecureRandom());
    assertEquals(Problem.UNKNOWN, problem(elsewhere));
  }

  @Test
  void check_refusesFromTheMomentOfExpiry() {
    Instant expiry = clock.instant().plusSeconds(10);
    KeyLimits limits = new KeyLimits(null, null, null, null, List.of(), expiry);
    AccessKey key = create(account(), new KeySettings("brief", false, limits)).accessKey();

    clock.advance(Duration.ofMillis(9_999));
    valid(key);
    clock.advance(Duration.ofMillis(1));
    assertEquals(Problem.EXPIRED, problem(key));
  }

  @Test
  void rotate_keepsTheOldSecretForItsGrace() {
    AccountId account = account();
    AccessKey old = create(account, SPENDING).accessKey();
    AccessKey renewed =
        keys.rotate(account, old.id(), Duration.ofMinutes(5)).orElseThrow().accessKey();

    assertEquals(old.id(), renewed.id());
    assertNotEquals(old.reveal(), renewed.reveal());
    assertTrue(valid(renewed).current());
    assertTrue(!valid(old).current());
    clock.advance(Duration.ofMinutes(5));
    assertEquals(Problem.REVOKED, problem(old));
    assertTrue(valid(renewed).current());
  }

  @Test
  void rotate_twiceLeavesOneOldSecret() {
    AccountId account = account();
    AccessKey first = create(account, SPENDING).accessKey();
    AccessKey second =
        keys.rotate(account, first.id(), Duration.ofDays(1)).orElseThrow().accessKey();
    assertTrue(keys.rotate(account, first.id(), Duration.ofDays(1)).isPresent());

    assertEquals(Problem.UNKNOWN, problem(first));
    assertTrue(!valid(second).current());
  }

  @Test
  void rotate_withoutGraceEndsTheOldSecretAtOnce() {
    AccountId account = account();
    AccessKey old = create(account, SPENDING).accessKey();
    assertTrue(keys.rotate(account, old.id(), Duration.ZERO).isPresent());

    assertEquals(Problem.REVOKED, problem(old));
  }

  @Test
  void revoke_endsBothSecretsAndIsRemembered() {
    AccountId account = account();
    AccessKey old = create(account, SPENDING).accessKey();
    AccessKey renewed =
        keys.rotate(account, old.id(), Duration.ofDays(1)).orElseThrow().accessKey();
    KeyChange.Done done = assertInstanceOf(KeyChange.Done.class, keys.revoke(account, old.id()));

    assertEquals(clock.instant(), done.key().revokedAt());
    assertEquals(done, keys.revoke(account, old.id()));
    assertEquals(Problem.REVOKED, problem(old));
    assertEquals(Problem.REVOKED, problem(renewed));
    assertTrue(redis.commands().pttl(AccessKeys.key(account, old.id())) > 0);
    assertTrue(keys.rotate(account, old.id(), Duration.ZERO).isEmpty());
    assertInstanceOf(KeyChange.Unknown.class, keys.change(account, old.id(), was -> SPENDING));
  }

  @Test
  void change_liftsALimitWithAllItKept() {
    AccountId account = account();
    KeyLimits limits = new KeyLimits(5L, 5L, 5L, 5L, List.of("m"), null);
    AccessKeyId id = create(account, new KeySettings("k", false, limits)).accessKey().id();
    KeyChange changed = keys.change(account, id, was -> SPENDING);

    assertEquals(SPENDING, assertInstanceOf(KeyChange.Done.class, changed).key().settings());
    assertNull(redis.commands().hget(AccessKeys.key(account, id), "budget"));
  }

  @Test
  void change_inParallelLosesNone() throws Exception {
    AccountId account = account();
    AccessKeyId id = create(account, new KeySettings("", false, KeyLimits.NONE)).accessKey().id();
    Callable<KeyChange> append =
        () ->
            keys.change(
                account, id, was -> new KeySettings(was.name() + "x", false, KeyLimits.NONE));
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      threads
          .invokeAll(Collections.nCopies(12, append))
          .forEach(each -> assertInstanceOf(KeyChange.Done.class, each.resultNow()));
    }
    assertEquals("x".repeat(12), keys.find(account, id).orElseThrow().settings().name());
  }

  @Test
  void lastManager_staysWhoeverIsFirst() throws Exception {
    AccountId account = account();
    List<AccessKeyId> managing = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      managing.add(create(account, KeySettings.managing("m" + i)).accessKey().id());
    }
    List<Callable<KeyChange>> attempts = new ArrayList<>();
    for (AccessKeyId id : managing) {
      attempts.add(() -> keys.revoke(account, id));
      attempts.add(() -> keys.change(account, id, was -> SPENDING));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      assertTrue(
          threads.invokeAll(attempts).stream()
              .anyMatch(each -> each.resultNow() instanceof KeyChange.LastManager));
    }
    long left =
        keys.list(account).stream()
            .filter(key -> key.settings().manages() && key.revokedAt() == null)
            .count();
    assertEquals(1, left);
  }

  @Test
  void create_isBoundedPerAccountEvenInParallel() throws Exception {
    AccountId account = account();
    Callable<Boolean> create = () -> keys.create(account, SPENDING).isPresent();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      long made =
          threads.invokeAll(Collections.nCopies(120, create)).stream()
              .filter(each -> each.resultNow())
              .count();
      assertEquals(AccessKeys.MAX_PER_ACCOUNT, made);
    }
    keys.revoke(account, keys.list(account).getFirst().id());
    assertTrue(keys.create(account, SPENDING).isEmpty());
    clock.advance(AccessKeys.KEEP_REVOKED);
    assertTrue(keys.create(account, SPENDING).isPresent());
  }

  private AccountId account() {
    return accounts.open(Calls.channel(0x31, 1), null, "test").id();
  }

  private NewKey create(AccountId account, KeySettings settings) {
    return keys.create(account, settings).orElseThrow();
  }

  private KeyCheck.Valid valid(AccessKey key) {
    return assertInstanceOf(KeyCheck.Valid.class, keys.check(key));
  }

  private Problem problem(AccessKey key) {
    return assertInstanceOf(KeyCheck.Invalid.class, keys.check(key)).problem();
  }
}
