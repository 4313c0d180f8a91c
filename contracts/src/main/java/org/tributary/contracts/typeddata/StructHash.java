package org.tributary.contracts.typeddata;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/** Builds hashStruct of EIP-712: the type's hash, then each field in the type's order. */
public final class StructHash {
  private static final int WORD = 32;

  private byte[] words = new byte[WORD * 8];
  private int length;

  private StructHash() {}

  /** {@code type} is encodeType: the type, then those it refers to in order of name. */
  public static StructHash of(String type) {
    return of(new StructType(type));
  }

  public static StructHash of(StructType type) {
    return new StructHash().word(type.hash());
  }

  public StructHash bytes32(Bytes32 value) {
    return word(value.bytes());
  }

  public StructHash address(Address value) {
    byte[] bytes = value.bytes();
    int end = grow();
    System.arraycopy(bytes, 0, words, end - bytes.length, bytes.length);
    return this;
  }

  public StructHash uint(BigInteger value) {
    return bytes32(Bytes32.of(value));
  }

  public StructHash uint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("not a uint: " + value);
    }
    int end = grow();
    for (int i = 0; i < Long.BYTES; i++) {
      words[end - 1 - i] = (byte) (value >>> (8 * i));
    }
    return this;
  }

  public StructHash string(String value) {
    byte[] text = value.getBytes(StandardCharsets.UTF_8);
    return word(Keccak256.digest(text, text.length));
  }

  /** A field that is a struct itself. */
  public StructHash struct(StructHash field) {
    return word(field.digest());
  }

  /** A field that is an array of structs. */
  public <T> StructHash structs(List<T> elements, Function<T, StructHash> hash) {
    StructHash all = new StructHash();
    elements.forEach(element -> all.struct(hash.apply(element)));
    return word(all.digest());
  }

  /** An array of structs by their hashes, or of words by themselves. */
  public StructHash array(List<Bytes32> elements) {
    StructHash all = new StructHash();
    elements.forEach(all::bytes32);
    return word(all.digest());
  }

  public Bytes32 hash() {
    return Bytes32.of(digest());
  }

  byte[] digest() {
    return Keccak256.digest(words, length);
  }

  private StructHash word(byte[] word) {
    int end = grow();
    System.arraycopy(word, 0, words, end - WORD, WORD);
    return this;
  }

  /** Room for one more word of zeros; returns its end. */
  private int grow() {
    if (length == words.length) {
      words = Arrays.copyOf(words, 2 * length);
    }
    length += WORD;
    return length;
  }
}
