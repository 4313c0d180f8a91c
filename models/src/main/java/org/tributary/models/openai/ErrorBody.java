package org.tributary.models.openai;

import org.jspecify.annotations.Nullable;

/** An error in OpenAI's shape. */
public record ErrorBody(Detail error) {

  /**
   * @param param the request field at fault, if one is
   * @param code stable and machine-readable
   */
  public record Detail(
      String message, String type, @Nullable String param, @Nullable String code) {}

  public static ErrorBody of(
      String message, String type, @Nullable String param, @Nullable String code) {
    return new ErrorBody(new Detail(message, type, param, code));
  }
}
