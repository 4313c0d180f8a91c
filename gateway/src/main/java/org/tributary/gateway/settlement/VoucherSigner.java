package org.tributary.gateway.settlement;

import java.math.BigInteger;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;

/** Has the voucher that a channel's charges need, signed when it is asked for and not before. */
@FunctionalInterface
public interface VoucherSigner {
  Claim claim(ChannelId channel, BigInteger total);
}
