package org.tributary.models.manifest;

/** Why a manifest or a folder is refused: a code that stays the same, and words for people. */
public final class InvalidManifest extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String code;

  InvalidManifest(String code, String message) {
    super(message);
    this.code = code;
  }

  public String code() {
    return code;
  }
}
