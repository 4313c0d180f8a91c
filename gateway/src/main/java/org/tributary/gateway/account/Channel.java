package org.tributary.gateway.account;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SignedVoucher;

/**
 * A payment channel as the ledger knows it, in base units. The deposit is what the chain holds less
 * what the payer is withdrawing there, and deposit = available + reserved + charged + setAside;
 * available is negative when a payer has taken out what was spent already. The label names the
 * authorizer key that the gateway holds for it.
 *
 * @param setAside being paid back to the payer by the gateway
 * @param voucher the highest that the payer of a wallet's channel signed: such a channel's label is
 *     empty
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
    long setAside,
    @Nullable SignedVoucher voucher) {}
