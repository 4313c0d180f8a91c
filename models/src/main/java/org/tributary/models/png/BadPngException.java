package org.tributary.models.png;

/** Something is no whole PNG, or its mark is none that we write. */
public final class BadPngException extends Exception {
  private static final long serialVersionUID = 1L;

  BadPngException(String message) {
    super(message);
  }
}
