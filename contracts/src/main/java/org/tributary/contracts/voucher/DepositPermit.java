package org.tributary.contracts.voucher;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/**
 * The payer's EIP-2612 permit for one deposit; its spender is an address that can bring this amount
 * to this channel and do nothing else, so the permit binds both.
 *
 * @param salt chosen by the payer; the spender follows from it
 * @param nonce the payer's permits so far, as the erc20 counts them
 */
public record DepositPermit(
    Address payer,
    ChannelId channelId,
    BigInteger amount,
    BigInteger salt,
    Address spender,
    BigInteger nonce,
    Instant deadline) {

  private static final String TYPE =
      "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";

  public DepositPermit {
    Uint128.require(amount, "amount");
    if (salt.signum() < 0 || salt.bitLength() > 256) {
      throw new IllegalArgumentException("salt is not a uint256");
    }
  }

  /** The same as it was signed before other permits were given. */
  public DepositPermit withNonce(BigInteger signed) {
    return new DepositPermit(payer, channelId, amount, salt, spender, signed, deadline);
  }

  /** Under the erc20's own domain. */
  public Bytes32 digest(Domain erc20) {
    return erc20.digest(
        StructHash.of(TYPE)
            .address(payer)
            .address(spender)
            .uint(amount)
            .uint(nonce)
            .uint(deadline.getEpochSecond())
            .hash());
  }
}
