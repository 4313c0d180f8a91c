package org.tributary.contracts.typeddata;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** Builds hashStruct of EIP-712: the type's hash, then each field in the type's order. */
public final class StructHash {
  private final ByteArrayOutputStream words = new ByteArrayOutputStream(32 * 8);

  private StructHash(Bytes32 typeHash) {
    words.writeBytes(typeHash.bytes());
  }

  /** {@code type} is encodeType: the type, then those it refers to in order of name. */
  public static StructHash of(String type) {
    return new StructHash(Keccak256.hash(type.getBytes(StandardCharsets.US_ASCII)));
  }

  public StructHash bytes32(Bytes32 value) {
    words.writeBytes(value.bytes());
    return this;
  }

  public StructHash address(Address value) {
    return bytes32(value.word());
  }

  public StructHash uint(BigInteger value) {
    return bytes32(Bytes32.of(value));
  }

  public StructHash uint(long value) {
    return uint(BigInteger.valueOf(value));
  }

  public StructHash string(String value) {
    return bytes32(Keccak256.hash(value.getBytes(StandardCharsets.UTF_8)));
  }

  /** An array of structs by their hashes, or of words by themselves. */
  public StructHash array(List<Bytes32> elements) {
    byte[][] parts = elements.stream().map(Bytes32::bytes).toArray(byte[][]::new);
    return bytes32(Keccak256.hash(parts));
  }

  public Bytes32 hash() {
    return Keccak256.hash(words.toByteArray());
  }
}
