package org.tributary.contracts.voucher;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.typeddata.StructHash;

/**
 * A deposit by EIP-2612 permit, for an erc20 without ERC-3009. A permit names no channel, so the
 * payer signs twice: the permit for the collector, and the channel it is meant for.
 */
public record PermitDeposit(
    Address payer,
    ChannelId channelId,
    BigInteger amount,
    BigInteger permitNonce,
    Instant deadline) {

  private static final String PERMIT =
      "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)";
  private static final String DEPOSIT =
      "Deposit(bytes32 channelId,uint256 amount,uint256 permitNonce,uint256 deadline)";

  public PermitDeposit {
    Uint128.require(amount, "amount");
    Uint128.require(permitNonce, "permitNonce");
  }

  /** What the deposit itself is signed under. */
  public static Domain collectorDomain(long chainId, Address collector) {
    return Domain.onChain("Tributary Permit Deposit", "1", chainId, collector);
  }

  /** Under the erc20's own domain. */
  public Bytes32 permitDigest(Domain erc20, Address collector) {
    return erc20.digest(
        StructHash.of(PERMIT)
            .address(payer)
            .address(collector)
            .uint(amount)
            .uint(permitNonce)
            .uint(deadline.getEpochSecond())
            .hash());
  }

  /** Under the collector's domain. */
  public Bytes32 depositDigest(Domain collector) {
    return collector.digest(
        StructHash.of(DEPOSIT)
            .bytes32(channelId.value())
            .uint(amount)
            .uint(permitNonce)
            .uint(deadline.getEpochSecond())
            .hash());
  }

  public SignedPermitDeposit sign(
      SigningKey payerKey, Domain erc20, long chainId, Address collector) {
    return new SignedPermitDeposit(
        this,
        payerKey.sign(permitDigest(erc20, collector)),
        payerKey.sign(depositDigest(collectorDomain(chainId, collector))));
  }

  /** Both signatures, ready to be submitted by anyone. */
  public record SignedPermitDeposit(
      PermitDeposit deposit, Signature permit, Signature depositSignature) {}
}
