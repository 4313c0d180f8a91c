package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code POST /v1/images/generations}.
 *
 * @param created seconds since 1970
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageAnswer(
    long created,
    List<Image> data,
    @JsonProperty("output_format") String outputFormat,
    String size,
    @Nullable ImageUsage usage) {
  public ImageAnswer {
    data = List.copyOf(data);
  }

  /**
   * One image.
   *
   * @param seed that its noise was drawn by: with the same settings it gives the same image
   * @param looksMostLike the nearest training pictures, nearest first
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Image(
      @JsonProperty("b64_json") @Nullable String base64,
      @Nullable String url,
      long seed,
      @JsonProperty("looks_most_like") @Nullable List<LikePicture> looksMostLike) {
    public Image {
      looksMostLike = looksMostLike == null ? null : List.copyOf(looksMostLike);
    }
  }
}
