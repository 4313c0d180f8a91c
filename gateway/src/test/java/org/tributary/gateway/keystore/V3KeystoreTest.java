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

  /** The scrypt vector of the Web3 Secret Storage Definition. */
  private static final String PUBLISHED =
      """
      {"crypto":{"cipher":"aes-128-ctr","cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
      "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
      "kdf":"scrypt","kdfparams":{"dklen":32,"n":262144,"r":1,"p":8,
      "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
      "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
      "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;

  private final SecureRandom random = new SecureRandom();

  @Test
  void open_readsThePublishedVector() {
    assertEquals(
        "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d",
        HexFormat.of().formatHex(V3Keystore.open(PUBLISHED, "testpassword")));
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
        "\"n\":262144|\"n\":262145",
        "\"n\":262144|\"n\":1073741824",
        "\"n\":262144|\"n\":-2147483648",
        "\"n\":262144|\"n\":262144.5",
        "\"p\":8|\"p\":1000000",
        "\"r\":1|\"r\":0",
        "\"dklen\":32|\"dklen\":16",
        "aes-128-ctr|aes-128-cbc",
        "\"kdf\":\"scrypt\"|\"kdf\":\"pbkdf2\"",
        "83dbcc02d8ccb40e466191a123791e0e|83dbcc",
        "\"ciphertext\"|\"other\"",
        "ab0c7876|zz",
        "\"crypto\":|\"crypto\"",
      })
  void open_refusesADamagedFile(String from, String to) {
    String damaged = PUBLISHED.replace(from, to);
    assertFalse(damaged.equals(PUBLISHED));

    assertThrows(KeystoreException.class, () -> V3Keystore.open(damaged, "testpassword"));
  }
}
