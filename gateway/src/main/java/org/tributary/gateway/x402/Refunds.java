package org.tributary.gateway.x402;

import jakarta.inject.Provider;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.Refund;
import org.tributary.gateway.redis.LuaScript;
import org.tributary.gateway.redis.Redis;

/**
 * Gives unspent money back at once, where payer and gateway agree. What goes back is set aside
 * first, under the nonce that lets it happen once: a repeat after a crash ends the same refund.
 */
final class Refunds {

  private static final LuaScript BEGIN = LuaScript.load("begin_refund");
  private static final LuaScript CANCEL = LuaScript.load("cancel_refund");

  private final Redis redis;
  private final WalletChannels channels;
  private final Provider<WalletChain> chain;

  Refunds(Redis redis, WalletChannels channels, Provider<WalletChain> chain) {
    this.redis = redis;
    this.channels = channels;
    this.chain = chain;
  }

  /** What went back, by which transaction, and the channel afterwards. */
  record Done(WalletChannel channel, long amount, Bytes32 transaction) {}

  Done refund(WalletPayment payment, Optional<Long> wanted) {
    WalletChannel channel =
        channels
            .refreshed(payment.channelId(), payment.config())
            .orElseThrow(() -> new PaymentRefused(PaymentFault.CHANNEL_UNFUNDED));
    List<String> begun =
        BEGIN.run(
            redis,
            List.of(WalletChannels.key(channel.id())),
            wanted.map(String::valueOf).orElse(""),
            Long.toString(payment.maxClaimable()));
    if (!begun.getFirst().equals("set_aside")) {
      throw new PaymentRefused(PaymentFault.valueOf(begun.getFirst()), channel);
    }
    Refund refund =
        new Refund(channel.config(), new BigInteger(begun.get(2)), new BigInteger(begun.get(1)));
    Bytes32 transaction = send(channel, refund, Long.parseLong(begun.get(3)));
    WalletChannel after = channels.refreshed(channel.id(), channel.config()).orElse(channel);
    return new Done(after, refund.amount().longValueExact(), transaction);
  }

  private Bytes32 send(WalletChannel channel, Refund refund, long charged) {
    try {
      return chain.get().refund(owed(channel, charged), refund);
    } catch (WalletChain.Refused refused) {
      CANCEL.run(
          redis,
          List.of(WalletChannels.key(channel.id())),
          refund.amount().toString(),
          refund.nonce().toString());
      throw new PaymentRefused(PaymentFault.REFUND_FAILED);
    }
  }

  /** What the channel was charged and the chain has not yet paid. */
  private static Optional<Claim> owed(WalletChannel channel, long charged) {
    return channel
        .voucher()
        .filter(voucher -> charged > channel.claimed())
        .map(voucher -> new Claim(channel.config(), voucher, BigInteger.valueOf(charged)));
  }
}
