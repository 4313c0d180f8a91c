package org.tributary.gateway.x402;

import org.tributary.contracts.voucher.ChannelId;

/** A channel as x402 tells of it; amounts are base units in decimal text. */
record ChannelView(
    ChannelId channelId,
    String balance,
    String totalClaimed,
    long withdrawRequestedAt,
    String refundNonce,
    String chargedCumulativeAmount) {

  /** {@code charged} is what the payer shall take the channel to have been charged. */
  static ChannelView of(WalletChannel channel, long charged) {
    return new ChannelView(
        channel.id(),
        Long.toString(channel.deposit()),
        Long.toString(channel.claimed()),
        channel.withdrawRequestedAt(),
        Long.toString(channel.refundNonce()),
        Long.toString(charged));
  }
}
