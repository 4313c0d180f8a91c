package org.tributary.gateway.account;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;

/**
 * The keys that the gateway holds, each derived by its label from one master secret in a file: a
 * stolen Redis signs nothing.
 */
@Singleton
public final class AuthorizerKeys {

  /** The key that signs receipts. */
  public static final String RECEIPTS = "receipts";

  private static final int SECRET_BYTES = 32;

  private final byte[] masterSecret;

  public AuthorizerKeys(AuthorizerConfig config) {
    this.masterSecret = read(config.masterSecretFile());
  }

  public SigningKey key(String label) {
    return SigningKey.derive(masterSecret, label);
  }

  /** Makes a master secret where there is none yet, readable by its owner alone. */
  public static void createSecretIfAbsent(Path file, SecureRandom random) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    KeyFile.write(file, HexFormat.of().formatHex(secret));
  }

  private static byte[] read(Path file) {
    try {
      return HexFormat.of().parseHex(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the master secret at " + file, e);
    } catch (IllegalArgumentException notHex) {
      // Neither the text nor the cause, which quotes it, may reach a log.
      throw new IllegalStateException("the master secret at " + file + " is not hex");
    }
  }
}
