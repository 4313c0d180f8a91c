package org.tributary.gateway.account;

import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.limit.Network;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/** Small budgets on the operator's channel, so that a first answer needs no wallet. */
@Singleton
public final class Trials {

  /** Names the channel for trials; {@code up} writes it when it has funded one. */
  public static final String CHANNEL_KEY = "trial:channel";

  private static final LuaScript ADMIT = LuaScript.load("admit_trial");
  private static final Duration KEEP_COUNTS = Duration.ofDays(2);

  private final Redis redis;
  private final Accounts accounts;
  private final TrialConfig config;
  private final Clock clock;

  public Trials(Redis redis, Accounts accounts, TrialConfig config, Clock clock) {
    this.redis = redis;
    this.accounts = accounts;
    this.config = config;
    this.clock = clock;
  }

  /** A new account and its access key, within the day's limits. */
  public TrialOutcome open(InetAddress visitor) {
    Optional<ChannelId> channel = channel();
    if (channel.isEmpty()) {
      return new TrialOutcome.NotOffered();
    }
    String counted = count(visitor);
    if (!counted.equals("admitted")) {
      return new TrialOutcome.UsedUp(TrialOutcome.Scope.valueOf(counted));
    }
    Account account = accounts.openTrial(channel.get(), config.budget());
    return new TrialOutcome.Opened(account, accounts.createKey(account.id(), "trial"));
  }

  public Optional<ChannelId> channel() {
    return config
        .channelId()
        .or(() -> Optional.ofNullable(redis.commands().get(CHANNEL_KEY)).map(ChannelId::parse));
  }

  public void offer(ChannelId channel) {
    redis.commands().set(CHANNEL_KEY, channel.text());
  }

  private String count(InetAddress visitor) {
    String today = "{trial}:" + LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return ADMIT
        .run(
            redis,
            List.of(
                today,
                today + ":range:" + Network.range(visitor),
                today + ":" + Network.of(visitor)),
            Integer.toString(config.perDay()),
            Integer.toString(config.perRangePerDay()),
            Integer.toString(config.perAddressPerDay()),
            Long.toString(KEEP_COUNTS.toMillis()))
        .getFirst();
  }
}
