package org.tributary.gateway.account;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.keystore.KeystoreConfig;
import org.tributary.gateway.keystore.MasterSecretFile;

/**
 * The keys that the gateway holds, each derived by its label from one master secret, which lies
 * encrypted outside Redis: a stolen Redis signs nothing.
 */
@Singleton
public final class AuthorizerKeys {

  /** The key that signs receipts. */
  public static final String RECEIPTS = "receipts";

  private final byte[] masterSecret;

  public AuthorizerKeys(KeystoreConfig config) {
    try {
      this.masterSecret = new MasterSecretFile(config).open();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot read the master secret at " + config.masterSecretFile(), e);
    }
  }

  public SigningKey key(String label) {
    return SigningKey.derive(masterSecret, label);
  }

  /** A secret of 32 bytes that is no key. */
  public byte[] secret(String label) {
    return SigningKey.deriveSecret(masterSecret, label);
  }
}
