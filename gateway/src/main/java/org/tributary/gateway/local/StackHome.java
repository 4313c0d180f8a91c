package org.tributary.gateway.local;

import java.nio.file.Path;
import org.tributary.gateway.keystore.KeystoreConfig;

/** Where the one-machine stack keeps everything it makes: by default {@code .tributary}. */
record StackHome(Path root) {
  Path stackFile() {
    return root.resolve("stack.json");
  }

  Path processesFile() {
    return root.resolve("processes.json");
  }

  Path deploymentFile() {
    return root.resolve("deployment.json");
  }

  Path key(String name) {
    return root.resolve("keys").resolve(name);
  }

  /** A passphrase in the environment comes before the file that {@code up} would make. */
  KeystoreConfig keystore() {
    return new KeystoreConfig(
        key("master-secret"), System.getenv("TRIBUTARY_KEYS_PASSPHRASE"), passphraseFile());
  }

  Path passphraseFile() {
    String given = System.getenv("TRIBUTARY_KEYS_PASSPHRASE_FILE");
    return given == null ? key("passphrase") : Path.of(given);
  }

  Path redis() {
    return root.resolve("redis");
  }

  Path chain() {
    return root.resolve("chain");
  }

  /** What settlements rest on, for everybody. */
  Path published() {
    return root.resolve("public");
  }

  /** What was drawn, until it expires. */
  Path images() {
    return root.resolve("images");
  }

  Path logs() {
    return root.resolve("logs");
  }

  Path log(String part) {
    return logs().resolve(part + ".log");
  }
}
