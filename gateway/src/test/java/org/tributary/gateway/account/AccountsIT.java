package org.tributary.gateway.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class AccountsIT {

  private final Redis redis;
  private final Channels channels;
  private final Accounts accounts;
  private final Admissions admissions;
  private final ChannelId channel = Calls.channel(0xee, 1);

  AccountsIT(Redis redis) {
    this.redis = redis;
    channels = new Channels(redis);
    accounts =
        new Accounts(
            redis,
            new SecureRandom(),
            Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC));
    admissions = new Admissions(new AccessKeys(redis, new SecureRandom(), Clock.systemUTC()));
  }

  @Test
  void authenticate_findsTheAccountOfAKey() {
    Account account = accounts.open(channel, 500L, "someone");
    AccessKey key = accounts.createKey(account.id(), "laptop");

    assertEquals(account, accounts.authenticate(key.reveal()).orElseThrow());
    assertEquals(Long.valueOf(500), account.limit());
  }

  @Test
  void authenticate_refusesAnotherSecret() {
    Account account = accounts.open(channel, null, "someone");
    String key = accounts.createKey(account.id(), "laptop").reveal();
    String forged = key.substring(0, key.length() - 43) + "A".repeat(43);

    assertTrue(accounts.authenticate(forged).isEmpty());
  }

  @Test
  void createKey_storesNoSecret() {
    Account account = accounts.open(channel, null, "someone");
    String key = accounts.createKey(account.id(), "laptop").reveal();
    String secret = key.substring(key.length() - 31);

    for (String stored : redis.commands().keys("*")) {
      assertFalse(stored.contains(secret));
      if (redis.commands().type(stored).equals("hash")) {
        assertFalse(redis.commands().hgetall(stored).toString().contains(secret));
      }
    }
  }

  @Test
  void admit_tellsNoKeyFromAWrongOne() {
    Account account = accounts.open(channel, null, "someone");
    String key = accounts.createKey(account.id(), "laptop").reveal();

    assertEquals(account, admissions.require("Bearer " + key));
    assertEquals(account, admissions.require("bearer  " + key));
    assertEquals(new Admission.NoKey(), admissions.admit(null));
    assertEquals(new Admission.NoKey(), admissions.admit("Basic abc"));
    assertEquals(new Admission.NoKey(), admissions.admit("Bearer "));
    assertEquals(
        new Admission.WrongKey(KeyCheck.Problem.UNKNOWN), admissions.admit("Bearer sk-none"));
  }

  @Test
  void open_keepsAKnownChannelAsItIs() {
    channels.open(channel, Calls.config(), "channel/first", 1_000);
    channels.open(channel, Calls.config(), "channel/second", 2_000);

    Channel known = channels.find(channel).orElseThrow();
    assertEquals(1_000, known.deposit());
    assertEquals(1_000, known.available());
    assertEquals("channel/first", known.authorizerLabel());
    assertEquals(Calls.config(), known.config());
    assertEquals(List.of(channel), channels.all());
  }

  @Test
  void refresh_takesOverWhatTheChainHolds() {
    long huge = 9_007_199_254_740_993L;
    channels.open(channel, Calls.config(), "channel/first", 999);

    assertTrue(channels.refresh(channel, () -> Calls.held(huge, 0)).isPresent());
    assertEquals(huge, channels.find(channel).orElseThrow().available());

    assertTrue(channels.refresh(channel, () -> Calls.held(huge, huge - 7)).isPresent());
    assertEquals(7, channels.find(channel).orElseThrow().available());
    assertEquals(7, channels.find(channel).orElseThrow().deposit());
  }

  @Test
  void refresh_looksAgainWhenAnotherLookedLater() {
    channels.open(channel, Calls.config(), "channel/first", 100);
    Deque<Long> chain = new ArrayDeque<>(List.of(100L, 40L));

    assertTrue(
        channels
            .refresh(
                channel,
                () -> {
                  long seen = chain.removeFirst();
                  if (!chain.isEmpty()) {
                    // A refund is mined and seen by another gateway while this answer is on its
                    // way.
                    channels.refresh(channel, () -> Calls.held(40, 0));
                  }
                  return Calls.held(seen, 0);
                })
            .isPresent());

    assertEquals(40, channels.find(channel).orElseThrow().available());
    assertEquals(0, chain.size());
  }

  @Test
  void refresh_leavesItToOthersThatKeepComingFirst() {
    channels.open(channel, Calls.config(), "channel/first", 100);

    assertTrue(
        channels
            .refresh(
                channel,
                () -> {
                  channels.refresh(channel, () -> Calls.held(70, 0));
                  return Calls.held(1, 0);
                })
            .isEmpty());

    assertEquals(70, channels.find(channel).orElseThrow().deposit());
  }

  @Test
  void refresh_doesNotWaitForLooksThatNeverEnd() {
    channels.open(channel, Calls.config(), "channel/first", 100);

    assertTrue(
        channels
            .refresh(
                channel,
                () -> {
                  channels.look(channel);
                  return Calls.held(1, 0);
                })
            .isPresent());

    assertEquals(1, channels.find(channel).orElseThrow().deposit());
  }

  @Test
  void refresh_refusesAnUnknownChannel() {
    assertThrows(
        IllegalArgumentException.class, () -> channels.refresh(channel, () -> Calls.held(1, 0)));
  }
}
