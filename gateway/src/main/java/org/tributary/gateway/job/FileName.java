package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an image in the store: the SHA-256 of its bytes.
 *
 * @param hex 64 lower-case digits
 */
public record FileName(@JsonValue String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public FileName {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("a file's name is 64 lower-case hex digits");
    }
  }

  static FileName of(byte[] bytes) {
    try {
      return new FileName(
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Empty for what is no such name. */
  static Optional<FileName> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new FileName(text)) : Optional.empty();
  }

  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
