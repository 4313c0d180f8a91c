package org.tributary.gateway.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.tributary.contracts.keys.HexText;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.redis.Partition;

/** The name of an account: its channel's money partition, then 15 random bytes. */
public record AccountId(@JsonValue String text) {

  private static final String PREFIX = "acct_";
  private static final int PSEUDONYM_BYTES = 8;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AccountId {
    if (!HexText.isLower(text, "acct_", 32)) {
      throw new IllegalArgumentException("not an account id");
    }
  }

  static AccountId random(Partition partition, RandomGenerator random) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    bytes[0] = (byte) partition.index();
    return ofDigits(HexFormat.of().formatHex(bytes));
  }

  /** The account of a channel that has only one: nobody can find another channel of this name. */
  public static AccountId ofChannel(ChannelId channel) {
    return ofDigits(channel.text().substring(2, 34));
  }

  static AccountId ofDigits(String digits) {
    return new AccountId(PREFIX + digits);
  }

  /** The 32 digits behind the prefix. */
  String digits() {
    return text.substring(PREFIX.length());
  }

  public Partition partition() {
    return new Partition(Integer.parseInt(text, PREFIX.length(), PREFIX.length() + 2, 16));
  }

  /** The same for every call of this account, and no way back to it: what workers may know. */
  public String pseudonym() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(digest, 0, PSEUDONYM_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
