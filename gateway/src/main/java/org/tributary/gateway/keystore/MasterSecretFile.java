package org.tributary.gateway.keystore;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The file that holds the master secret, sealed with a passphrase. */
public final class MasterSecretFile {
  private static final int SECRET_BYTES = 32;

  /** How the secret was kept before it was encrypted. */
  private static final Pattern OLD_FORM = Pattern.compile("(?:[0-9a-fA-F]{2}){32,}");

  private final KeystoreConfig config;
  private final V3Keystore.Cost cost;
  private final SecureRandom random;

  public MasterSecretFile(KeystoreConfig config) {
    this(config, V3Keystore.Cost.STRONG, new SecureRandom());
  }

  MasterSecretFile(KeystoreConfig config, V3Keystore.Cost cost, SecureRandom random) {
    this.config = config;
    this.cost = cost;
    this.random = random;
  }

  /**
   * The secret. One that lies there in plain hex, as older versions left it, is sealed first.
   *
   * @throws KeystoreException where it cannot be opened
   */
  public byte[] open() throws IOException {
    Path file = config.masterSecretFile();
    if (!OwnerOnlyFile.exists(file)) {
      throw new KeystoreException("no master secret at " + file + ": `./tributary up` makes one");
    }
    String passphrase = passphrase();
    if (passphrase == null) {
      throw new KeystoreException(
          "no passphrase for the master secret at "
              + file
              + ": set TRIBUTARY_KEYS_PASSPHRASE, or name a file that only you can read in"
              + " TRIBUTARY_KEYS_PASSPHRASE_FILE (there is none at "
              + config.passphraseFile()
              + ")");
    }
    String text = OwnerOnlyFile.read(file).strip();
    if (OLD_FORM.matcher(text).matches()) {
      byte[] secret = HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT));
      seal(secret, passphrase);
      return secret;
    }
    return opened(text, passphrase);
  }

  /** Makes what is missing: a passphrase where none is given, and a secret where there is none. */
  public void createIfAbsent() throws IOException {
    Path file = config.masterSecretFile();
    boolean sealed =
        OwnerOnlyFile.exists(file) && !OLD_FORM.matcher(OwnerOnlyFile.read(file).strip()).matches();
    if (sealed) {
      return;
    }
    String passphrase = passphrase();
    if (passphrase == null) {
      passphrase = randomText();
      // On the disk before anything is sealed with it.
      OwnerOnlyFile.write(config.passphraseFile(), passphrase + "\n");
    }
    if (!OwnerOnlyFile.exists(file)) {
      seal(randomBytes(), passphrase);
    }
  }

  /** The sealed text takes the file's place only after it was opened again. */
  private void seal(byte[] secret, String passphrase) throws IOException {
    String text = V3Keystore.seal(secret, passphrase, cost, random);
    if (!Arrays.equals(secret, V3Keystore.open(text, passphrase))) {
      throw new IllegalStateException("a sealed secret did not open again");
    }
    OwnerOnlyFile.write(config.masterSecretFile(), text);
  }

  private byte[] opened(String text, String passphrase) {
    try {
      return V3Keystore.open(text, passphrase);
    } catch (KeystoreException e) {
      throw new KeystoreException(
          "the master secret at "
              + config.masterSecretFile()
              + " cannot be opened: "
              + e.getMessage());
    }
  }

  private @Nullable String passphrase() throws IOException {
    String given = config.passphrase();
    if (given != null && !given.isBlank()) {
      return given.strip();
    }
    Path file = config.passphraseFile();
    if (!OwnerOnlyFile.exists(file)) {
      return null;
    }
    String text = OwnerOnlyFile.readPrivate(file).strip();
    if (text.isEmpty()) {
      throw new KeystoreException(file + " holds no passphrase");
    }
    return text;
  }

  private String randomText() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes());
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }
}
