package org.tributary.gateway.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.payment.Attempt;

/** A caller's name for one call, the same on each try of it. */
public record IdempotencyKey(String text) {
  public static final String HEADER = "Idempotency-Key";
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final int RANDOM_DIGITS = 30;
  private static final int NONCE_BYTES = 16;

  /**
   * What {@link #HEADER} holds.
   *
   * @throws org.tributary.gateway.error.ApiException 400 for what is no such key
   */
  public static Optional<IdempotencyKey> of(@Nullable String header) {
    if (header == null) {
      return Optional.empty();
    }
    if (!FORM.matcher(header).matches()) {
      throw IdempotencyRefusals.malformedKey();
    }
    return Optional.of(new IdempotencyKey(header));
  }

  /** The same for every try by the same account, at any gateway, and for nobody else. */
  public CallId callId(AccountId account) {
    byte[] digest = sha256(account.text().getBytes(StandardCharsets.UTF_8), text);
    String digits = HexFormat.of().formatHex(digest).substring(0, RANDOM_DIGITS);
    return new CallId("call_" + account.partition().hex() + digits);
  }

  /** A new try to send {@code body} to {@code path}. */
  public Attempt attempt(String path, byte[] body, SecureRandom random) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    return new Attempt(
        HexFormat.of().formatHex(sha256(body, path)), HexFormat.of().formatHex(nonce));
  }

  /** Of both, with a byte between them that {@code text} cannot hold. */
  private static byte[] sha256(byte[] bytes, String text) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(text.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
      return sha256.digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
