package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositPermit;
import org.tributary.contracts.voucher.SettlementDomain;

/**
 * Deposits by EIP-2612 permit; the collector has the same address on every chain, because the
 * deterministic deployer that most chains have put it there.
 */
public final class PermitCollectorContract {
  private static final Address DEPLOYER = new Address("0x4e59b44847b379578588920cA78FbF26c0B4956C");
  private static final byte[] CREATE2 = {(byte) 0xff};

  private final Chain chain;

  public PermitCollectorContract(Chain chain) {
    this.chain = chain;
  }

  public static Address address() {
    return Place.ADDRESS;
  }

  /** Whether deposits by permit can be made on this chain. */
  public boolean isDeployed() {
    return chain.hasCode(address());
  }

  /** Puts it where it belongs; needs the deterministic deployer, which anvil has too. */
  static void deploy(Chain chain, TxSender sender) {
    if (chain.hasCode(address()) || !chain.hasCode(DEPLOYER)) {
      return;
    }
    String saltAndCode = Bytes32.ZERO.text() + Place.CODE.substring(2);
    sender.send(new TransactionRequest(DEPLOYER, saltAndCode));
  }

  /** Whom a permit for this deposit must name. */
  public Address spender(
      ChannelId channel, Address payer, Address erc20, BigInteger amount, BigInteger salt) {
    String call =
        Abi.call(
            "spenderOf(bytes32,address,address,uint256,uint256)",
            Abi.bytes32(channel.value()),
            Abi.address(payer),
            Abi.address(erc20),
            Abi.uint(amount),
            Abi.uint(salt));
    return AbiReader.of(chain.call(address(), call)).address(0);
  }

  /** Whether the deposit of this permit was made. */
  public boolean isUsed(DepositPermit permit) {
    return chain.hasCode(permit.spender());
  }

  /** Funds a channel by its payer's permit; anyone may send it. */
  public TransactionReceipt deposit(
      TxSender sender, ChannelConfig config, DepositPermit permit, Signature signature) {
    return new BatchSettlementContract(chain)
        .deposit(sender, config, permit.amount(), address(), data(permit, signature));
  }

  /** What that would cost its sender, in wei; throws where it would revert. */
  public BigInteger depositCost(
      Address sender, ChannelConfig config, DepositPermit permit, Signature signature) {
    return new BatchSettlementContract(chain)
        .depositCost(sender, config, permit.amount(), address(), data(permit, signature));
  }

  private static byte[] data(DepositPermit permit, Signature signature) {
    return Abi.encode(
        Abi.uint(permit.salt()),
        Abi.uint(permit.deadline().getEpochSecond()),
        Abi.uint(signature.v()),
        Abi.bytes32(signature.r()),
        Abi.bytes32(signature.s()));
  }

  /** Read when first needed. */
  private static final class Place {
    static final String CODE =
        Abi.construct(
            Artifact.load("PermitCollector"), Abi.address(SettlementDomain.BATCH_SETTLEMENT));
    static final Address ADDRESS = address(CODE);

    /** EIP-1014. */
    private static Address address(String code) {
      byte[] codeHash = Keccak256.hash(HexFormat.of().parseHex(code.substring(2))).bytes();
      byte[] hash =
          Keccak256.hash(CREATE2, DEPLOYER.bytes(), Bytes32.ZERO.bytes(), codeHash).bytes();
      return Address.of(Arrays.copyOfRange(hash, 12, 32));
    }
  }
}
