package org.tributary.gateway.x402;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import jakarta.inject.Provider;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.DepositChain;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.StoredHash;

/**
 * The wallets' channels in the ledger. Each is found out from the chain when it is first seen, so
 * that an empty Redis loses none, and is asked for again now and then, as its payer may leave.
 */
final class WalletChannels {

  private static final Logger log = LoggerFactory.getLogger(WalletChannels.class);
  private static final LuaScript SYNC = LuaScript.load("sync_wallet");

  /** Each caller at once can overtake another once: the last look taken is always shown. */
  private static final int LOOKS = 16;

  private final Redis redis;
  private final Channels ledger;
  private final Provider<DepositChain> chain;
  private final WalletConfig config;
  private final Clock clock;
  private final ObjectMapper json = JsonMapper.builder().addModule(new JavaTimeModule()).build();

  WalletChannels(
      Redis redis,
      Channels ledger,
      Provider<DepositChain> chain,
      WalletConfig config,
      Clock clock) {
    this.redis = redis;
    this.ledger = ledger;
    this.chain = chain;
    this.config = config;
    this.clock = clock;
  }

  /** The account that a channel's calls are counted on: one for each channel, named after it. */
  static AccountId account(ChannelId channel) {
    return AccountId.ofChannel(channel);
  }

  /** The channel as it is known, at most {@code stateAge} old; empty where it was never funded. */
  Optional<WalletChannel> current(ChannelId id, ChannelConfig terms) {
    Optional<WalletChannel> known = find(id);
    if (known.isPresent() && isFresh(known.get())) {
      return known;
    }
    try {
      return refreshed(id, terms);
    } catch (ChainException away) {
      if (known.isPresent()) {
        // A payer needs at least 15 minutes to leave: a channel just seen is good for now.
        log.warn("channel {} not asked for: {}", id, String.valueOf(away.getMessage()));
        return known;
      }
      throw away;
    }
  }

  /** The channel as the chain has it now. */
  Optional<WalletChannel> refreshed(ChannelId id, ChannelConfig terms) {
    for (int attempt = 0; attempt < LOOKS; attempt++) {
      // What was seen before another look began must not undo what that one saw.
      boolean known = find(id).isPresent();
      long look = known ? ledger.look(id).number() : 0;
      Snapshot seen = chain.get().snapshot(id);
      boolean wasNeverFunded = !known && seen.balance().signum() == 0;
      if (wasNeverFunded || show(id, terms, look, seen)) {
        break;
      }
    }
    return find(id);
  }

  /** False when another look began later, or someone else has just opened the channel. */
  private boolean show(ChannelId id, ChannelConfig terms, long look, Snapshot seen) {
    Partition partition = new Partition(id.partition());
    AccountId account = account(id);
    List<String> answer =
        SYNC.run(
            redis,
            List.of(key(id), partition.key("channels"), partition.key("account:" + account)),
            id.text(),
            write(terms),
            Long.toString(clock.millis()),
            Long.toString(look),
            Channels.deposit(seen),
            Channels.claimed(seen),
            seen.refundNonce().toString(),
            Long.toString(seen.withdrawRequestedAt()));
    if (answer.getFirst().equals("KEYED")) {
      throw new PaymentRefused(PaymentFault.CHANNEL_NOT_A_WALLETS);
    }
    return !answer.getFirst().equals("stale");
  }

  Optional<WalletChannel> find(ChannelId id) {
    StoredHash hash = new StoredHash(redis.commands().hgetall(key(id)));
    if (hash.isAbsent()) {
      return Optional.empty();
    }
    if (!hash.text("authorizerLabel").isEmpty()) {
      throw new PaymentRefused(PaymentFault.CHANNEL_NOT_A_WALLETS);
    }
    return Optional.of(
        new WalletChannel(
            id,
            read(hash.text("config")),
            hash.amount("deposit"),
            hash.amount("available"),
            hash.amount("reserved"),
            hash.amount("charged"),
            hash.amount("claimed"),
            hash.amount("refundNonce"),
            hash.amount("withdrawRequestedAt"),
            Optional.ofNullable(hash.amountOrNull("signedMax"))
                .map(most ->
                    new SignedVoucher(
                        new Voucher(id, BigInteger.valueOf(most)),
                        new Signature(hash.text("signature")))),
            new UsedVouchers(hash.textOr("used", "")),
            hash.time("seenAt")));
  }

  private static String key(ChannelId id) {
    return new Partition(id.partition()).key("channel:" + id);
  }

  private boolean isFresh(WalletChannel channel) {
    Instant oldest = clock.instant().minus(config.stateAge());
    return channel.seenAt().isAfter(oldest);
  }

  private String write(ChannelConfig terms) {
    try {
      return json.writeValueAsString(terms);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a channel cannot be written", e);
    }
  }

  private ChannelConfig read(String stored) {
    try {
      return json.readValue(stored, ChannelConfig.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored channel cannot be read", e);
    }
  }
}
