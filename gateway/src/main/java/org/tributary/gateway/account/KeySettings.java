package org.tributary.gateway.account;

/**
 * What the holder of an account says about one of its access keys.
 *
 * @param manages whether it may make and change keys: only one without limits, for it could make
 *     itself a key without them
 */
public record KeySettings(String name, boolean manages, KeyLimits limits) {

  public static final int MAX_NAME_CHARS = 200;

  public KeySettings {
    if (name.length() > MAX_NAME_CHARS) {
      throw new IllegalArgumentException("a name has at most " + MAX_NAME_CHARS + " characters");
    }
    if (manages && !limits.isNone()) {
      throw new IllegalArgumentException("a key with limits cannot manage keys");
    }
  }

  /** An account's own first key: without limits, and able to manage keys. */
  public static KeySettings managing(String name) {
    return new KeySettings(name, true, KeyLimits.NONE);
  }
}
