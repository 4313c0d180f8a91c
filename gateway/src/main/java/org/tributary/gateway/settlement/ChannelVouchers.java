package org.tributary.gateway.settlement;

import java.math.BigInteger;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;

/**
 * Signs for channels whose authorizer key the gateway holds, for exactly what they were charged; of
 * a wallet's channel it has the highest voucher that the payer signed.
 */
final class ChannelVouchers implements VoucherSigner {
  private final Channels channels;
  private final AuthorizerKeys keys;
  private final Domain settlement;

  ChannelVouchers(Channels channels, AuthorizerKeys keys, Domain settlement) {
    this.channels = channels;
    this.keys = keys;
    this.settlement = settlement;
  }

  @Override
  public Claim claim(ChannelId id, BigInteger total) {
    Channel channel = channels.find(id).orElseThrow(() -> new NoVoucher(id));
    SignedVoucher voucher =
        channel.authorizerLabel().isEmpty()
            ? signedByPayer(channel, total)
            : new Voucher(id, total).sign(keys.key(channel.authorizerLabel()), settlement);
    return new Claim(channel.config(), voucher, total);
  }

  private static SignedVoucher signedByPayer(Channel channel, BigInteger total) {
    SignedVoucher highest = channel.voucher();
    if (highest == null || highest.voucher().maxClaimable().compareTo(total) < 0) {
      throw new NoVoucher(channel.id());
    }
    return highest;
  }
}
