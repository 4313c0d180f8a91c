package org.tributary.gateway.keystore;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the encrypted master secret lies, and the passphrase that opens it: given here, from the
 * environment, or else in a file that its owner alone can read.
 */
@ConfigurationProperties("tributary.keys")
public record KeystoreConfig(
    @Bindable(defaultValue = ".tributary/keys/master-secret") Path masterSecretFile,
    @Nullable String passphrase,
    @Bindable(defaultValue = ".tributary/keys/passphrase") Path passphraseFile) {

  /** Without the passphrase, which must not reach a log. */
  @Override
  public String toString() {
    return "KeystoreConfig[" + masterSecretFile + ", " + passphraseFile + "]";
  }
}
