package org.tributary.gateway.keystore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.SCrypt;
import org.tributary.contracts.keys.Keccak256;

/**
 * Web3 Secret Storage, version 3, with scrypt: what Ethereum wallets keep keys in, and their tools
 * can open.
 */
final class V3Keystore {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HexFormat HEX = HexFormat.of();
  private static final int DERIVED_BYTES = 32;
  private static final int HALF = 16;
  private static final long MAX_MEMORY_BYTES = 1L << 28;
  private static final int MAX_PARALLEL = 64;

  /**
   * How dear a guess is: 128 · n · r bytes of memory, p times over.
   *
   * @param n a power of two
   */
  record Cost(int n, int r, int p) {
    /** OWASP's minimum in its form for little memory (32 MiB): a gateway's heap is small. */
    static final Cost STRONG = new Cost(1 << 15, 8, 3);

    Cost {
      // scrypt itself has n below 2^(16 r).
      if (r == 1 && n >= 1 << 16) {
        throw new KeystoreException("the keystore's scrypt parameters are out of range");
      }
      // In long, so that no file's numbers overflow into the allowed range.
      if (Integer.bitCount(n) != 1 || n < 2 || r < 1 || p < 1 || p > MAX_PARALLEL) {
        throw new KeystoreException("the keystore's scrypt parameters are out of range");
      }
      if (128L * n * r > MAX_MEMORY_BYTES) {
        throw new KeystoreException("the keystore needs more than 256 MiB to be opened");
      }
    }
  }

  private V3Keystore() {}

  static String seal(byte[] secret, String passphrase, Cost cost, SecureRandom random) {
    byte[] salt = new byte[DERIVED_BYTES];
    random.nextBytes(salt);
    byte[] iv = new byte[HALF];
    random.nextBytes(iv);
    byte[] derived = derive(passphrase, salt, cost, DERIVED_BYTES);
    byte[] sealed = aes(Cipher.ENCRYPT_MODE, derived, iv, secret);
    ObjectNode file = JSON.createObjectNode().put("version", 3);
    file.put("id", UUID.randomUUID().toString());
    ObjectNode crypto = file.putObject("crypto").put("cipher", "aes-128-ctr");
    crypto.putObject("cipherparams").put("iv", HEX.formatHex(iv));
    crypto.put("ciphertext", HEX.formatHex(sealed));
    crypto.put("kdf", "scrypt");
    crypto
        .putObject("kdfparams")
        .put("dklen", DERIVED_BYTES)
        .put("n", cost.n())
        .put("r", cost.r())
        .put("p", cost.p())
        .put("salt", HEX.formatHex(salt));
    crypto.put("mac", HEX.formatHex(mac(derived, sealed)));
    return file.toPrettyString() + "\n";
  }

  /**
   * The secret in a keystore's text.
   *
   * @throws KeystoreException for a wrong passphrase, or a file that is no such keystore
   */
  static byte[] open(String text, String passphrase) {
    JsonNode crypto = parse(text).path("crypto");
    require(crypto, "cipher", "aes-128-ctr");
    require(crypto, "kdf", "scrypt");
    JsonNode parameters = crypto.path("kdfparams");
    Cost cost = new Cost(number(parameters, "n"), number(parameters, "r"), number(parameters, "p"));
    int length = number(parameters, "dklen");
    if (length < DERIVED_BYTES || length > 2 * DERIVED_BYTES) {
      throw damaged("dklen");
    }
    byte[] sealed = bytes(crypto, "ciphertext");
    byte[] iv = bytes(crypto.path("cipherparams"), "iv");
    if (iv.length != HALF) {
      throw damaged("iv");
    }
    byte[] derived = derive(passphrase, bytes(parameters, "salt"), cost, length);
    if (!MessageDigest.isEqual(mac(derived, sealed), bytes(crypto, "mac"))) {
      throw new KeystoreException("the passphrase is wrong, or the keystore is damaged");
    }
    return aes(Cipher.DECRYPT_MODE, derived, iv, sealed);
  }

  private static JsonNode parse(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException notJson) {
      // Its message would quote the file.
      throw new KeystoreException("it is neither a V3 keystore nor a secret in hex");
    }
  }

  private static void require(JsonNode node, String field, String expected) {
    if (!node.path(field).asText().equals(expected)) {
      throw new KeystoreException("the keystore's " + field + " must be " + expected);
    }
  }

  private static int number(JsonNode node, String field) {
    if (!node.path(field).isInt()) {
      throw damaged(field);
    }
    return node.path(field).intValue();
  }

  private static byte[] bytes(JsonNode node, String field) {
    try {
      byte[] bytes = HEX.parseHex(node.path(field).asText());
      if (bytes.length > 0) {
        return bytes;
      }
    } catch (IllegalArgumentException notHex) {
      // As good as absent.
    }
    throw damaged(field);
  }

  private static KeystoreException damaged(String field) {
    return new KeystoreException("the keystore's " + field + " is missing or damaged");
  }

  private static byte[] derive(String passphrase, byte[] salt, Cost cost, int length) {
    byte[] text = passphrase.getBytes(StandardCharsets.UTF_8);
    return SCrypt.generate(text, salt, cost.n(), cost.r(), cost.p(), length);
  }

  private static byte[] mac(byte[] derived, byte[] sealed) {
    return Keccak256.hash(Arrays.copyOfRange(derived, HALF, 2 * HALF), sealed).bytes();
  }

  private static byte[] aes(int mode, byte[] derived, byte[] iv, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(derived, 0, HALF, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES in counter mode is part of every JDK", e);
    }
  }
}
