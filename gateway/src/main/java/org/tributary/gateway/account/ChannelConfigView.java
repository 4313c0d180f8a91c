package org.tributary.gateway.account;

import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;

/** A channel's configuration with the names that x402 has for it. */
public record ChannelConfigView(
    Address payer,
    Address payerAuthorizer,
    Address receiver,
    Address receiverAuthorizer,
    Address token,
    long withdrawDelay,
    Bytes32 salt) {

  public static ChannelConfigView of(ChannelConfig config) {
    return new ChannelConfigView(
        config.payer(),
        config.payerAuthorizer(),
        config.receiver(),
        config.receiverAuthorizer(),
        config.erc20(),
        config.withdrawDelay().toSeconds(),
        config.salt());
  }
}
