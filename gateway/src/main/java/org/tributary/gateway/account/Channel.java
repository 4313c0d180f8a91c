package org.tributary.gateway.account;

import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;

/**
 * A payment channel as the ledger knows it, in base units: deposit = available + reserved +
 * charged; the label names the authorizer key that the gateway holds for it.
 */
public record Channel(
    ChannelId id,
    ChannelConfig config,
    String authorizerLabel,
    long deposit,
    long available,
    long reserved,
    long charged,
    long claimed) {}
