package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.keystore.KeystoreException;

/** Who may read the key that authorizes claims. */
class OperatorKeyTest {
  @Test
  void operatorKey_thatOthersCanRead_isRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("operator.key");
    SigningKey key = SigningKey.random();
    KeyFile.write(file, key.secretHex());
    SettlementFactory factory = new SettlementFactory();
    assertEquals(key.address(), factory.receiverAuthorizer(configuration(file)).key().address());

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThrows(KeystoreException.class, () -> factory.receiverAuthorizer(configuration(file)));
  }

  private static ChainConfiguration configuration(Path key) {
    return new ChainConfiguration(
        URI.create("http://127.0.0.1:1"),
        Path.of("none"),
        key,
        null,
        0,
        25,
        1,
        BigInteger.ONE,
        Duration.ofSeconds(1),
        25,
        Duration.ofSeconds(1));
  }
}
