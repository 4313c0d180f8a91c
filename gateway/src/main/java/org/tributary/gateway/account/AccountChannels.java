package org.tributary.gateway.account;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.Redis;

/** Which channel an account spends from: fixed when it is opened, so remembered. */
@Singleton
public final class AccountChannels {

  private static final int MAX_REMEMBERED = 100_000;

  private final Redis redis;
  private final Cache<AccountId, ChannelId> remembered =
      Caffeine.newBuilder().maximumSize(MAX_REMEMBERED).build();

  public AccountChannels(Redis redis) {
    this.redis = redis;
  }

  /** Empty for an account that nobody opened. */
  public Optional<ChannelId> channelOf(AccountId account) {
    return Optional.ofNullable(remembered.get(account, this::stored));
  }

  private @Nullable ChannelId stored(AccountId account) {
    String channel = redis.commands().hget(Accounts.key(account), "channel");
    return channel == null ? null : ChannelId.parse(channel);
  }
}
