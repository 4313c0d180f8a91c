package org.tributary.gateway.deposit;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositPermit;

/** What a payer signs so that the gateway may bring money from its address into its channel. */
public sealed interface SignedAuthorization {

  /** Who pays. */
  Address payer();

  ChannelId channelId();

  /** Tells it from all others of its payer. */
  String name();

  /** In base units. */
  BigInteger amount();

  Instant validAfter();

  Instant validBefore();

  Signature signature();

  /** What is signed, under the erc20's own domain. */
  Bytes32 digest(Domain erc20);

  /** By ERC-3009. */
  record Erc3009(DepositAuthorization authorization, Signature signature)
      implements SignedAuthorization {

    @Override
    public Address payer() {
      return authorization.payer();
    }

    @Override
    public ChannelId channelId() {
      return authorization.channelId();
    }

    @Override
    public String name() {
      return authorization.nonce().text();
    }

    @Override
    public BigInteger amount() {
      return authorization.amount();
    }

    @Override
    public Instant validAfter() {
      return authorization.validAfter();
    }

    @Override
    public Instant validBefore() {
      return authorization.validBefore();
    }

    @Override
    public Bytes32 digest(Domain erc20) {
      return authorization.digest(erc20);
    }
  }

  /** By EIP-2612. */
  record Permit(DepositPermit permit, Signature signature) implements SignedAuthorization {

    @Override
    public Address payer() {
      return permit.payer();
    }

    @Override
    public ChannelId channelId() {
      return permit.channelId();
    }

    @Override
    public String name() {
      return permit.spender().text();
    }

    @Override
    public BigInteger amount() {
      return permit.amount();
    }

    @Override
    public Instant validAfter() {
      return Instant.EPOCH;
    }

    @Override
    public Instant validBefore() {
      return permit.deadline();
    }

    @Override
    public Bytes32 digest(Domain erc20) {
      return permit.digest(erc20);
    }
  }
}
