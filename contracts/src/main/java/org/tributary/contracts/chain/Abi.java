package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.Signature;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Bool;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.DynamicBytes;
import org.web3j.abi.datatypes.DynamicStruct;
import org.web3j.abi.datatypes.StaticStruct;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * Encodes calls. The function's signature is written out, because web3j cannot tell the type of an
 * empty array of structs; for the encoding itself every integer is one word.
 */
final class Abi {
  private Abi() {}

  /** {@code signature} is the canonical one, for example {@code settle(address,address)}. */
  static String call(String signature, Type<?>... arguments) {
    String selector = topic(signature).text().substring(0, 10);
    return FunctionEncoder.encode(selector, raw(arguments));
  }

  /** Several calls of one contract in one transaction (OpenZeppelin's Multicall). */
  static String multicall(String... calls) {
    List<Type<?>> all =
        Arrays.stream(calls)
            .<Type<?>>map(call -> bytes(HexFormat.of().parseHex(call.substring(2))))
            .toList();
    return call("multicall(bytes[])", array(all));
  }

  static String construct(Artifact artifact, Type<?>... arguments) {
    return artifact.bytecode() + FunctionEncoder.encodeConstructor(raw(arguments));
  }

  /** The hash of a signature: an event's first topic. */
  static Bytes32 topic(String signature) {
    return Keccak256.hash(signature.getBytes(StandardCharsets.US_ASCII));
  }

  static Type<?> address(Address value) {
    return new org.web3j.abi.datatypes.Address(value.text());
  }

  static Type<?> uint(BigInteger value) {
    return new Uint256(value);
  }

  static Type<?> uint(long value) {
    return new Uint256(value);
  }

  static Type<?> bool(boolean value) {
    return new Bool(value);
  }

  static Type<?> bytes32(Bytes32 value) {
    return new org.web3j.abi.datatypes.generated.Bytes32(value.bytes());
  }

  static Type<?> string(String value) {
    return new Utf8String(value);
  }

  static Type<?> bytes(Signature value) {
    return bytes(value.bytes());
  }

  static Type<?> bytes(byte[] value) {
    return new DynamicBytes(value);
  }

  /** A tuple of words only. */
  static Type<?> words(Type<?>... fields) {
    return new StaticStruct(raw(fields));
  }

  /** A tuple with a string, bytes or array inside. */
  static Type<?> tuple(Type<?>... fields) {
    return new DynamicStruct(raw(fields));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static Type<?> array(List<? extends Type<?>> elements) {
    return new DynamicArray(Type.class, elements);
  }

  /** abi.encode of the values, with no selector. */
  static byte[] encode(Type<?>... values) {
    return HexFormat.of().parseHex(FunctionEncoder.encodeConstructor(raw(values)));
  }

  /** web3j's API is written with raw types. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<Type> raw(Type<?>[] values) {
    return (List<Type>) (List) List.of(values);
  }
}
