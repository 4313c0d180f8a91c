package org.tributary.gateway.account;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  private static final TrialConfig TWO_EACH_THREE_A_RANGE_FOUR_A_DAY =
      new TrialConfig(700, 2, 3, 4, 0, List.of(), null);

  private final Redis redis;
  private final ChannelId channel = Calls.channel(0x10, 1);
  private final InetAddress visitor = InetAddress.ofLiteral("192.0.2.1");
  private final InetAddress neighbour = InetAddress.ofLiteral("192.0.2.2");
  private final InetAddress other = InetAddress.ofLiteral("198.51.100.1");

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
  void open_isBoundedPerAddressRangeAndDay() {
    Trials trials = trials("2026-11-22T12:00:00Z");
    opened(trials.open(visitor));
    opened(trials.open(visitor));

    assertEquals(new TrialOutcome.UsedUp(Scope.ADDRESS), trials.open(visitor));
    opened(trials.open(neighbour));
    assertEquals(new TrialOutcome.UsedUp(Scope.RANGE), trials.open(neighbour));
    opened(trials.open(other));
    assertEquals(new TrialOutcome.UsedUp(Scope.DAY), trials.open(other));
    opened(trials("2026-11-23T00:00:00Z").open(visitor));
  }

  @Test
  void open_inParallelNeverExceedsItsBounds() throws Exception {
    Trials trials = trials("2026-11-22T12:00:00Z");
    List<Callable<TrialOutcome>> visits = Collections.nCopies(16, () -> trials.open(visitor));
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      long admitted =
          threads.invokeAll(visits).stream()
              .filter(visit -> visit.resultNow() instanceof TrialOutcome.Opened)
              .count();
      assertEquals(2, admitted);
    }
  }

  @Test
  void open_countsWithAnEnd() {
    trials("2026-11-22T12:00:00Z").open(visitor);

    assertTrue(redis.commands().pttl("{trial}:2026-11-22") > 0);
    assertTrue(redis.commands().pttl("{trial}:2026-11-22:c0000201") > 0);
    assertTrue(redis.commands().pttl("{trial}:2026-11-22:range:c00002") > 0);
  }

  @Test
  void open_withoutAChannelIsNotOffered() {
    redis.commands().del(Trials.CHANNEL_KEY);

    assertEquals(new TrialOutcome.NotOffered(), trials("2026-11-22T12:00:00Z").open(visitor));
  }

  private Trials trials(String now) {
    Clock clock = Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
    Accounts accounts = new Accounts(redis, new SecureRandom(), clock);
    return new Trials(redis, accounts, TWO_EACH_THREE_A_RANGE_FOUR_A_DAY, clock);
  }

  private static TrialOutcome.Opened opened(TrialOutcome outcome) {
    return assertInstanceOf(TrialOutcome.Opened.class, outcome);
  }
}
