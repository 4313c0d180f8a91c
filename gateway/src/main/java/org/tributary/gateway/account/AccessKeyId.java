package org.tributary.gateway.account;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** The public name of an access key: the first twelve characters behind its account. */
public record AccessKeyId(@JsonValue String text) {

  private static final String PREFIX = "key_";
  private static final Pattern FORM = Pattern.compile("key_[A-Za-z0-9_-]{12}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public AccessKeyId {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not an access key's id");
    }
  }

  static AccessKeyId ofCharacters(String characters) {
    return new AccessKeyId(PREFIX + characters);
  }

  public static Optional<AccessKeyId> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new AccessKeyId(text)) : Optional.empty();
  }

  /** As they stand in the key itself. */
  String characters() {
    return text.substring(PREFIX.length());
  }

  @Override
  public String toString() {
    return text;
  }
}
