package org.tributary.gateway.keystore;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** A sealed master secret for tests, cheap to open. */
public final class TestKeystore {

  public static final String PASSPHRASE = "correct horse battery staple";
  static final V3Keystore.Cost CHEAP = new V3Keystore.Cost(2, 1, 1);

  private TestKeystore() {}

  public static void create(Path masterSecretFile) throws IOException {
    at(masterSecretFile, PASSPHRASE).createIfAbsent();
  }

  static MasterSecretFile at(Path masterSecretFile, @Nullable String passphrase) {
    KeystoreConfig config =
        new KeystoreConfig(
            masterSecretFile, passphrase, masterSecretFile.resolveSibling("passphrase"));
    return new MasterSecretFile(config, CHEAP, new SecureRandom());
  }
}
