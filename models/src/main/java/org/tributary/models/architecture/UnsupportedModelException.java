package org.tributary.models.architecture;

/** A model whose configuration or weights ask for something this code does not compute. */
public final class UnsupportedModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int MAX_VALUE_CHARS = 200;

  public UnsupportedModelException(String key, Object value) {
    this("config.json", key, value);
  }

  UnsupportedModelException(String file, String key, Object value) {
    super(file + ": " + key + " = " + shortened(String.valueOf(value)) + " is not supported");
  }

  private UnsupportedModelException(String message) {
    super(message);
  }

  /** Weights that are missing, or contradict the configuration. */
  static UnsupportedModelException weights(String message) {
    return new UnsupportedModelException(message);
  }

  static String shortened(String value) {
    if (value.isEmpty()) {
      return "(absent)";
    }
    return value.length() > MAX_VALUE_CHARS ? value.substring(0, MAX_VALUE_CHARS) + "…" : value;
  }
}
