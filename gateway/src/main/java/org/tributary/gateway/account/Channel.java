package org.tributary.gateway.account;

import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;

/**
 * A payment channel as the ledger knows it, in base units. The deposit is what the chain holds less
 * what the payer is withdrawing there, and deposit = available + reserved + charged + setAside;
 * available is negative when a payer has taken out what was spent already. The label names the
 * authorizer key that the gateway holds for it.
 *
 * @param setAside being paid back to the payer by the gateway
 */
public record Channel(
    ChannelId id,
    ChannelConfig config,
    String authorizerLabel,
    long deposit,
    long available,
    long reserved,
    long charged,
    long claimed,
    long setAside) {}
