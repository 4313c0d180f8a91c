package org.tributary.gateway.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.SecureRandom;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class V3KeystoreTest {

  /** The definition's own vector with scrypt's parameters as below, made with OpenSSL. */
  private static final String KNOWN =
      """
      {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
      "ciphertext":"15d7569b1a1ee091c2229fa240616e18830229adca90d4c440389bba86064a5f",
      "kdf":"scrypt","kdfparams":{"dklen":32,"n":8192,"r":8,"p":2,
      "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
      "mac":"170fd3d58adee1273287031b077ca2ca85a2b5211a6625571067e6cb7e8354c8"},
      "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;

  private final SecureRandom random = new SecureRandom();

  @Test
  void open_readsWhatOthersWrote() {
    assertEquals(
        "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d",
        HexFormat.of().formatHex(V3Keystore.open(KNOWN, "testpassword")));
  }

  @Property(tries = 50)
  void open_findsWhatWasSealed(@ForAll @Size(min = 1, max = 80) byte[] secret) {
    String text = V3Keystore.seal(secret, "p ä", TestKeystore.CHEAP, new SecureRandom());

    assertArrayEquals(secret, V3Keystore.open(text, "p ä"));
    assertThrows(KeystoreException.class, () -> V3Keystore.open(text, "p a"));
  }

  @Test
  void seal_hidesTheSecretAndNeverRepeats() {
    byte[] secret = new byte[32];
    String first = V3Keystore.seal(secret, "p", TestKeystore.CHEAP, random);

    assertFalse(first.contains("00000000000000"), first);
    assertFalse(first.equals(V3Keystore.seal(secret, "p", TestKeystore.CHEAP, random)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n\":8192|\"n\":8193",
        "\"n\":8192|\"n\":1073741824",
        "\"n\":8192|\"n\":-2147483648",
        "\"n\":8192|\"n\":8192.5",
        "\"p\":2|\"p\":1000000",
        "\"r\":8|\"r\":0",
        "\"n\":8192,\"r\":8|\"n\":65536,\"r\":1",
        "\"dklen\":32|\"dklen\":16",
        "aes-128-ctr|aes-128-cbc",
        "\"kdf\":\"scrypt\"|\"kdf\":\"pbkdf2\"",
        "83dbcc02d8ccb40e466191a123791e0e|83dbcc",
        "\"ciphertext\"|\"other\"",
        "ab0c7876|zz",
        "\"crypto\":|\"crypto\"",
      })
  void open_refusesADamagedFile(String from, String to) {
    String damaged = KNOWN.replace(from, to);
    assertFalse(damaged.equals(KNOWN));

    assertThrows(KeystoreException.class, () -> V3Keystore.open(damaged, "testpassword"));
  }
}
