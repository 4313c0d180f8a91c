package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** Reads an ABI-encoded answer by the position of each word in its tuple. */
final class AbiReader {
  private static final int WORD_CHARS = 64;

  private final String hex;
  private final int start;

  private AbiReader(String hex, int start) {
    this.hex = hex;
    this.start = start;
  }

  static AbiReader of(String answer) {
    return new AbiReader(answer.substring(2), 0);
  }

  Bytes32 bytes32(int word) {
    int at = start + word * WORD_CHARS;
    if (at + WORD_CHARS > hex.length()) {
      throw new ChainException.Refused("the answer is shorter than the contract's");
    }
    return new Bytes32("0x" + hex.substring(at, at + WORD_CHARS));
  }

  BigInteger uint(int word) {
    return new BigInteger(bytes32(word).text().substring(2), 16);
  }

  long number(int word) {
    return uint(word).longValueExact();
  }

  int small(int word) {
    return uint(word).intValueExact();
  }

  boolean bool(int word) {
    return uint(word).signum() != 0;
  }

  Address address(int word) {
    return new Address("0x" + bytes32(word).text().substring(2 + 24));
  }

  /** The tuple whose offset stands at a word. */
  AbiReader tuple(int word) {
    return new AbiReader(hex, start + 2 * small(word));
  }

  /** What follows this many words. */
  AbiReader after(int words) {
    return new AbiReader(hex, start + words * WORD_CHARS);
  }

  /** An array, at its offset's word, of tuples that have offsets of their own. */
  List<AbiReader> tuples(int word) {
    AbiReader array = tuple(word);
    AbiReader offsets = array.after(1);
    return IntStream.range(0, array.small(0)).mapToObj(offsets::tuple).toList();
  }

  String string(int word) {
    AbiReader text = tuple(word);
    int from = text.start + WORD_CHARS;
    byte[] bytes = HexFormat.of().parseHex(hex, from, from + 2 * text.small(0));
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** An array, at its offset's word, of tuples of a fixed number of words. */
  <T> List<T> array(int word, int wordsEach, Function<AbiReader, T> element) {
    AbiReader array = tuple(word);
    List<T> elements = new ArrayList<>();
    for (int i = 0; i < array.small(0); i++) {
      elements.add(
          element.apply(new AbiReader(hex, array.start + WORD_CHARS * (1 + i * wordsEach))));
    }
    return List.copyOf(elements);
  }
}
