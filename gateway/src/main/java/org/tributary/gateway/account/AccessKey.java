package org.tributary.gateway.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client shows to spend from an account: {@code tb-<32 digits of the account's id>-<12
 * characters of the key's id><31 characters of secret>}. It is shown once; only its hash is kept.
 */
public final class AccessKey {

  private static final Pattern FORM =
      Pattern.compile("tb-([0-9a-f]{32})-([A-Za-z0-9_-]{12})[A-Za-z0-9_-]{31}");
  private static final int ID_BYTES = 9;
  private static final int SECRET_BYTES = 23;

  private final String text;
  private final AccountId account;
  private final AccessKeyId id;

  private AccessKey(String text, AccountId account, AccessKeyId id) {
    this.text = text;
    this.account = account;
    this.id = id;
  }

  static AccessKey random(AccountId account, RandomGenerator random) {
    return withNewSecret(account, AccessKeyId.ofCharacters(characters(ID_BYTES, random)), random);
  }

  /** The key called {@code id} with another secret. */
  static AccessKey withNewSecret(AccountId account, AccessKeyId id, RandomGenerator random) {
    String secret = characters(SECRET_BYTES, random);
    return new AccessKey("tb-" + account.digits() + "-" + id.characters() + secret, account, id);
  }

  private static String characters(int bytes, RandomGenerator random) {
    byte[] secret = new byte[bytes];
    random.nextBytes(secret);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  public static Optional<AccessKey> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new AccessKey(
                text,
                AccountId.ofDigits(matcher.group(1)),
                AccessKeyId.ofCharacters(matcher.group(2))))
        : Optional.empty();
  }

  public AccessKeyId id() {
    return id;
  }

  public AccountId account() {
    return account;
  }

  /** The secret itself: for the one answer that shows it. */
  public String reveal() {
    return text;
  }

  /** The secret has 184 random bits, so a plain hash is enough to keep it. */
  public String sha256() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  @Override
  public String toString() {
    return "AccessKey[" + account + " " + id + "]";
  }
}
