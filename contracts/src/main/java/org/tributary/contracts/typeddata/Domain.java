package org.tributary.contracts.typeddata;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** The EIP-712 domain a signature is meant for; off-chain domains name no chain and no contract. */
public final class Domain {

  private static final byte[] PREFIX = {0x19, 0x01};

  private final String name;
  private final String version;
  private final @Nullable Long chainId;
  private final @Nullable Address verifyingContract;
  private final Bytes32 separator;

  /** Hashed once: every voucher and every receipt is signed for the same few domains. */
  private Domain(
      String name,
      String version,
      @Nullable Long chainId,
      @Nullable Address verifyingContract,
      Bytes32 separator) {
    this.name = name;
    this.version = version;
    this.chainId = chainId;
    this.verifyingContract = verifyingContract;
    this.separator = separator;
  }

  public static Domain onChain(
      String name, String version, long chainId, Address verifyingContract) {
    Bytes32 separator =
        StructHash.of(
                "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
            .string(name)
            .string(version)
            .uint(chainId)
            .address(verifyingContract)
            .hash();
    return new Domain(name, version, chainId, verifyingContract, separator);
  }

  /** For messages that no contract reads. */
  public static Domain offChain(String name, String version) {
    Bytes32 separator =
        StructHash.of("EIP712Domain(string name,string version)")
            .string(name)
            .string(version)
            .hash();
    return new Domain(name, version, null, null, separator);
  }

  public String name() {
    return name;
  }

  public String version() {
    return version;
  }

  /** Null off-chain, as the contract is. */
  public @Nullable Long chainId() {
    return chainId;
  }

  public @Nullable Address verifyingContract() {
    return verifyingContract;
  }

  public Bytes32 separator() {
    return separator;
  }

  /** What is signed for a message with this struct hash. */
  public Bytes32 digest(Bytes32 structHash) {
    return digest(structHash.bytes());
  }

  /** The same of a message that is not hashed yet. */
  public Bytes32 digest(StructHash message) {
    return digest(message.digest());
  }

  private Bytes32 digest(byte[] structHash) {
    return Keccak256.hash(PREFIX, separator.bytes(), structHash);
  }
}
