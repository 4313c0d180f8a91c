package org.tributary.contracts.voucher;

import java.math.BigInteger;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/**
 * What the receiverAuthorizer gives back to a channel's payer, in base units; {@code nonce} is the
 * number of refunds the channel has had, so that none is given twice.
 */
public record Refund(ChannelConfig channel, BigInteger nonce, BigInteger amount) {

  private static final String TYPE = "Refund(bytes32 channelId,uint256 nonce,uint128 amount)";

  public Refund {
    Uint128.require(nonce, "nonce");
    Uint128.require(amount, "amount");
    if (amount.signum() == 0) {
      throw new IllegalArgumentException("a refund of nothing");
    }
  }

  public Bytes32 digest(Domain settlement) {
    return settlement.digest(
        StructHash.of(TYPE)
            .bytes32(channel.id(settlement).value())
            .uint(nonce)
            .uint(amount)
            .hash());
  }
}
