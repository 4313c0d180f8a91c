package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** An error in OpenAI's shape; its four fields are always there, as clients expect. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ErrorBody(Detail error) {

  /**
   * @param param the request field at fault, if one is
   * @param code stable and machine-readable
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Detail(
      String message, String type, @Nullable String param, @Nullable String code) {}

  public static ErrorBody of(
      String message, String type, @Nullable String param, @Nullable String code) {
    return new ErrorBody(new Detail(message, type, param, code));
  }
}
