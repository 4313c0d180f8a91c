package org.tributary.models.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of model-tokens that are no whole characters: decoded alone they are only U+FFFD, and
 * what they really are is in their names.
 */
final class PartialCharacters {
  private static final Map<Character, Byte> BYTE_LEVEL = byteLevel();
  private final boolean byteLevel;
  private final boolean byteFallback;
  private final Map<Integer, byte[]> bytes = new HashMap<>();

  /** For names that {@code decoder}, as in {@code tokenizer.json}, turns into text. */
  PartialCharacters(JsonNode decoder) {
    List<String> types = decoder.findValuesAsText("type");
    this.byteLevel = types.contains("ByteLevel");
    this.byteFallback = types.contains("ByteFallback");
  }

  /** GPT-2's printable stand-ins for the 256 bytes. */
  private static Map<Character, Byte> byteLevel() {
    Map<Character, Byte> bytes = new HashMap<>();
    char next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > ' ' && b < 0x7f) || (b > 0xa0 && b != 0xad);
      bytes.put(printable ? (char) b : next++, (byte) b);
    }
    return bytes;
  }

  /** Keeps the bytes of {@code id} if its {@code name} stands for some that are no characters. */
  void add(String name, int id) {
    byte[] named = byteLevel ? ofByteLevel(name) : byteFallback ? ofFallback(name) : null;
    if (named != null && !isText(named)) {
      bytes.put(id, named);
    }
  }

  private static byte @Nullable [] ofByteLevel(String name) {
    byte[] named = new byte[name.length()];
    for (int i = 0; i < named.length; i++) {
      Byte b = BYTE_LEVEL.get(name.charAt(i));
      if (b == null) {
        return null;
      }
      named[i] = b;
    }
    return named;
  }

  /** A byte without a model-token of its own is named {@code <0xE4>}. */
  private static byte @Nullable [] ofFallback(String name) {
    return name.matches("<0x[0-9A-F]{2}>")
        ? new byte[] {(byte) Integer.parseInt(name.substring(3, 5), 16)}
        : null;
  }

  private static boolean isText(byte[] utf8) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
      return true;
    } catch (CharacterCodingException partial) {
      return false;
    }
  }

  /** The bytes of {@code id}, if they are no whole characters. */
  Optional<byte[]> of(int id) {
    return Optional.ofNullable(bytes.get(id));
  }
}
