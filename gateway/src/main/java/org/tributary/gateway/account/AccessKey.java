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
 * What a client shows to spend from an account: {@code tb-<32 digits of the account's id>-<43
 * characters of secret>}. It is shown once, and only its hash is kept.
 */
public final class AccessKey {

  private static final Pattern FORM = Pattern.compile("tb-([0-9a-f]{32})-[A-Za-z0-9_-]{43}");
  private static final int SECRET_BYTES = 32;

  private final String text;
  private final AccountId account;

  private AccessKey(String text, AccountId account) {
    this.text = text;
    this.account = account;
  }

  static AccessKey random(AccountId account, RandomGenerator random) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String secretText = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new AccessKey("tb-" + account.digits() + "-" + secretText, account);
  }

  static Optional<AccessKey> parse(String text) {
    Matcher matcher = FORM.matcher(text);
    return matcher.matches()
        ? Optional.of(new AccessKey(text, AccountId.ofDigits(matcher.group(1))))
        : Optional.empty();
  }

  public AccountId account() {
    return account;
  }

  /** The secret itself: for the one answer that shows it. */
  public String reveal() {
    return text;
  }

  /** The secret has 256 random bits, so a plain hash is enough to keep it. */
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
    return "AccessKey[" + account + "]";
  }
}
