package org.tributary.contracts.voucher;

import java.math.BigInteger;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;
import org.tributary.contracts.typeddata.StructType;

/** A ceiling, in base units since the channel began, on what the channel may be charged. */
public record Voucher(ChannelId channelId, BigInteger maxClaimable) {

  private static final StructType TYPE =
      new StructType("Voucher(bytes32 channelId,uint128 maxClaimableAmount)");

  public Voucher {
    Uint128.require(maxClaimable, "maxClaimable");
  }

  public Bytes32 digest(Domain settlement) {
    return settlement.digest(
        StructHash.of(TYPE).bytes32(channelId.value()).uint(maxClaimable).hash());
  }

  public SignedVoucher sign(SigningKey payerAuthorizer, Domain settlement) {
    return new SignedVoucher(this, payerAuthorizer.sign(digest(settlement)));
  }
}
