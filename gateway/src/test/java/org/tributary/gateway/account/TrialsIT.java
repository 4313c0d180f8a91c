package org.tributary.gateway.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.TrialOutcome.Scope;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class TrialsIT {

  private static final TrialConfig TWO_EACH_THREE_A_DAY = new TrialConfig(700, 2, 3, null);

  private final Redis redis;
  private final ChannelId channel = Calls.channel(0x10, 1);
  private final InetAddress visitor = InetAddress.ofLiteral("192.0.2.1");
  private final InetAddress other = InetAddress.ofLiteral("192.0.2.2");

  TrialsIT(Redis redis) {
    this.redis = redis;
  }

  @BeforeEach
  void offer() {
    trials("2026-11-22T12:00:00Z").offer(channel);
  }

  @Test
  void open_givesABudgetOnTheTrialChannel() {
    Trials trials = trials("2026-11-22T12:00:00Z");

    Account account = opened(trials.open(visitor)).account();
    assertEquals(channel, account.channel());
    assertEquals(Long.valueOf(700), account.remaining());
  }

  @Test
  void open_isBoundedPerAddressAndDay() {
    Trials trials = trials("2026-11-22T12:00:00Z");
    opened(trials.open(visitor));
    opened(trials.open(visitor));

    assertEquals(new TrialOutcome.UsedUp(Scope.ADDRESS), trials.open(visitor));
    opened(trials.open(other));
    assertEquals(new TrialOutcome.UsedUp(Scope.DAY), trials.open(other));
    opened(trials("2026-11-23T00:00:00Z").open(visitor));
  }

  @Test
  void open_countsWithAnEnd() {
    trials("2026-11-22T12:00:00Z").open(visitor);

    assertTrue(redis.commands().pttl("{trial}:2026-11-22") > 0);
    assertTrue(redis.commands().pttl("{trial}:2026-11-22:c0000201") > 0);
  }

  @Test
  void open_withoutAChannelIsNotOffered() {
    redis.commands().del(Trials.CHANNEL_KEY);

    assertEquals(new TrialOutcome.NotOffered(), trials("2026-11-22T12:00:00Z").open(visitor));
  }

  @Test
  void network_isTheAddressOrItsIpv6Half() {
    assertEquals("c0000201", Trials.network(visitor));
    assertEquals(
        Trials.network(InetAddress.ofLiteral("2001:db8:1:2::1")),
        Trials.network(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")));
  }

  private Trials trials(String now) {
    Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    Accounts accounts = new Accounts(redis, new SecureRandom(), clock);
    return new Trials(redis, accounts, TWO_EACH_THREE_A_DAY, clock);
  }

  private static TrialOutcome.Opened opened(TrialOutcome outcome) {
    return assertInstanceOf(TrialOutcome.Opened.class, outcome);
  }
}
