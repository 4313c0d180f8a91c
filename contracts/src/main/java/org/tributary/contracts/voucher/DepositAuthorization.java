package org.tributary.contracts.voucher;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/**
 * The payer's ERC-3009 authorization to move a deposit to the collector; its nonce binds the
 * channel, so it can fund no other.
 */
public record DepositAuthorization(
    Address payer,
    ChannelId channelId,
    BigInteger amount,
    Instant validAfter,
    Instant validBefore,
    BigInteger salt) {

  private static final String TYPE =
      "ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,"
          + "uint256 validBefore,bytes32 nonce)";

  public DepositAuthorization {
    Uint128.require(amount, "amount");
    if (salt.signum() < 0 || salt.bitLength() > 256) {
      throw new IllegalArgumentException("salt is not a uint256");
    }
  }

  public Bytes32 nonce() {
    return Keccak256.hash(channelId.value().bytes(), Bytes32.of(salt).bytes());
  }

  /** Under the erc20's own domain. */
  public Bytes32 digest(Domain erc20) {
    return erc20.digest(
        StructHash.of(TYPE)
            .address(payer)
            .address(SettlementDomain.ERC3009_COLLECTOR)
            .uint(amount)
            .uint(validAfter.getEpochSecond())
            .uint(validBefore.getEpochSecond())
            .bytes32(nonce())
            .hash());
  }

  public SignedDeposit sign(SigningKey payerKey, Domain erc20) {
    return new SignedDeposit(this, payerKey.sign(digest(erc20)));
  }

  /** An authorization ready to be submitted by anyone. */
  public record SignedDeposit(DepositAuthorization authorization, Signature signature) {}
}
