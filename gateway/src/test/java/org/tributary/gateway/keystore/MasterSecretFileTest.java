package org.tributary.gateway.keystore;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterSecretFileTest {

  private static final String HEX = "0123456789abcdef".repeat(4);

  @TempDir private Path dir;
  private Path secret = Path.of("");
  private Path passphrase = Path.of("");

  @BeforeEach
  void locate() {
    secret = dir.resolve("keys/master-secret");
    passphrase = dir.resolve("keys/passphrase");
  }

  @Test
  void createIfAbsent_makesAPassphraseAndASealedSecretOnce() throws IOException {
    TestKeystore.at(secret, null).createIfAbsent();
    byte[] first = TestKeystore.at(secret, null).open();
    TestKeystore.at(secret, null).createIfAbsent();

    assertEquals(32, first.length);
    assertArrayEquals(first, TestKeystore.at(secret, null).open());
    assertFalse(Files.readString(secret).contains(HexFormat.of().formatHex(first)));
    for (Path each : new Path[] {secret, passphrase}) {
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
    }
  }

  @Test
  void createIfAbsent_withAGivenPassphraseWritesNone() throws IOException {
    TestKeystore.create(secret);

    assertFalse(Files.exists(passphrase));
    assertEquals(32, TestKeystore.at(secret, TestKeystore.PASSPHRASE).open().length);
  }

  @Test
  void open_sealsAnOldSecretInPlace() throws IOException {
    oldSecret(HEX + "\n");
    TestKeystore.at(secret, null).createIfAbsent();

    byte[] opened = TestKeystore.at(secret, null).open();
    assertEquals(HEX, HexFormat.of().formatHex(opened));
    assertFalse(Files.readString(secret).contains(HEX));
    assertArrayEquals(opened, TestKeystore.at(secret, null).open());
    try (Stream<Path> files = Files.list(secret.getParent())) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void open_leavesAnOldSecretAloneWithoutAPassphrase() throws IOException {
    oldSecret(HEX);

    KeystoreException e =
        assertThrows(KeystoreException.class, () -> TestKeystore.at(secret, null).open());
    assertTrue(e.toString().contains("TRIBUTARY_KEYS_PASSPHRASE"), e.toString());
    assertEquals(HEX, Files.readString(secret));
  }

  @Test
  void open_saysThatThePassphraseIsWrong() throws IOException {
    TestKeystore.create(secret);
    String before = Files.readString(secret);

    KeystoreException e =
        assertThrows(KeystoreException.class, () -> TestKeystore.at(secret, "wrong").open());
    assertTrue(e.toString().contains("passphrase is wrong"), e.toString());
    assertFalse(e.toString().contains(TestKeystore.PASSPHRASE));
    assertEquals(before, Files.readString(secret));
  }

  @Test
  void open_refusesAPassphraseFileThatOthersCanRead() throws IOException {
    TestKeystore.at(secret, null).createIfAbsent();
    Files.setPosixFilePermissions(passphrase, PosixFilePermissions.fromString("rw-r-----"));

    KeystoreException e =
        assertThrows(KeystoreException.class, () -> TestKeystore.at(secret, null).open());
    assertTrue(e.toString().contains("chmod 600"), e.toString());
  }

  @Test
  void open_refusesWhatIsNoSecret() throws IOException {
    oldSecret(HEX.substring(2));
    assertThrows(
        KeystoreException.class, () -> TestKeystore.at(secret, TestKeystore.PASSPHRASE).open());
    assertEquals(HEX.substring(2), Files.readString(secret));
    assertThrows(
        KeystoreException.class,
        () -> TestKeystore.at(dir.resolve("none"), TestKeystore.PASSPHRASE).open());
  }

  @Test
  void config_hidesThePassphrase() {
    assertFalse(new KeystoreConfig(secret, "secret", passphrase).toString().contains("[secret"));
    assertFalse(
        new KeystoreConfig(Path.of("a"), "hidden", Path.of("b")).toString().contains("hidden"));
  }

  private void oldSecret(String text) throws IOException {
    Files.createDirectories(secret.getParent());
    Files.writeString(secret, text);
  }
}
