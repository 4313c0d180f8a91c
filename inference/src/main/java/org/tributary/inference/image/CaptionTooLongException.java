package org.tributary.inference.image;

/** A caption has more model-tokens than the model reads. */
public final class CaptionTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final String field;

  CaptionTooLongException(String field, int longest) {
    super(
        field + " has more model-tokens than this model reads (" + longest + "): shorten it",
        null,
        false,
        false);
    this.field = field;
  }

  /** Which of the request's. */
  public String field() {
    return field;
  }
}
