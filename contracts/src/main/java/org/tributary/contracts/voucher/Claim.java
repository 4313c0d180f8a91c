package org.tributary.contracts.voucher;

import java.math.BigInteger;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.StructHash;

/** What a channel is really charged in total, at or below its signed ceiling. */
public record Claim(ChannelConfig channel, SignedVoucher voucher, BigInteger totalClaimed) {

  static final String TYPE =
      "ClaimEntry(bytes32 channelId,uint128 maxClaimableAmount,uint128 totalClaimed)";

  public Claim {
    Uint128.require(totalClaimed, "totalClaimed");
    if (totalClaimed.compareTo(voucher.voucher().maxClaimable()) > 0) {
      throw new IllegalArgumentException("a claim above the voucher's ceiling");
    }
  }

  Bytes32 structHash() {
    return StructHash.of(TYPE)
        .bytes32(voucher.voucher().channelId().value())
        .uint(voucher.voucher().maxClaimable())
        .uint(totalClaimed)
        .hash();
  }
}
