package org.tributary.models.architecture;

/** A model whose configuration asks for something this code does not compute. */
public final class UnsupportedModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedModelException(String key, Object value) {
    super("config.json: " + key + " = " + value + " is not supported");
  }
}
