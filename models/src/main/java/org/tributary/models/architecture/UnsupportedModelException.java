package org.tributary.models.architecture;

/** A model whose configuration asks for something this code does not compute. */
public final class UnsupportedModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsupportedModelException(String key, Object value) {
    super("config.json: " + key + " = " + shortened(String.valueOf(value)) + " is not supported");
  }

  private static String shortened(String value) {
    if (value.isEmpty()) {
      return "(absent)";
    }
    return value.length() > 200 ? value.substring(0, 200) + "…" : value;
  }
}
