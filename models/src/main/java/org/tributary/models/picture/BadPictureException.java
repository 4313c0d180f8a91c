package org.tributary.models.picture;

/** A picture that is not taken, with what is wrong with it. */
public final class BadPictureException extends Exception {
  private static final long serialVersionUID = 1L;

  BadPictureException(String message) {
    super(message);
  }
}
