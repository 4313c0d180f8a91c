package org.tributary.contracts.typeddata;

import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** The EIP-712 domain a signature is meant for; off-chain domains name no chain and no contract. */
public record Domain(
    String name, String version, @Nullable Long chainId, @Nullable Address verifyingContract) {

  private static final byte[] PREFIX = {0x19, 0x01};

  public Domain {
    if ((chainId == null) != (verifyingContract == null)) {
      throw new IllegalArgumentException("a domain has both chain and contract, or neither");
    }
  }

  public static Domain onChain(
      String name, String version, long chainId, Address verifyingContract) {
    return new Domain(name, version, chainId, verifyingContract);
  }

  /** For messages that no contract reads. */
  public static Domain offChain(String name, String version) {
    return new Domain(name, version, null, null);
  }

  public Bytes32 separator() {
    if (chainId == null || verifyingContract == null) {
      return StructHash.of("EIP712Domain(string name,string version)")
          .string(name)
          .string(version)
          .hash();
    }
    return StructHash.of(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
        .string(name)
        .string(version)
        .uint(chainId)
        .address(verifyingContract)
        .hash();
  }

  /** What is signed for a message with this struct hash. */
  public Bytes32 digest(Bytes32 structHash) {
    return Keccak256.hash(PREFIX, separator().bytes(), structHash.bytes());
  }
}
