package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An event of a stream of images, as OpenAI's; {@code image_generation.progress} is ours.
 *
 * @param index which of the n images
 * @param step steps done, of {@code steps}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageEvent(
    String type,
    @JsonProperty("b64_json") @Nullable String base64,
    @Nullable String url,
    @JsonProperty("created_at") long createdAt,
    String size,
    @JsonProperty("output_format") String outputFormat,
    @JsonProperty("partial_image_index") @Nullable Integer partialImageIndex,
    int index,
    @Nullable Long seed,
    int step,
    int steps,
    @Nullable ImageUsage usage) {
  public static final String PARTIAL = "image_generation.partial_image";
  public static final String COMPLETED = "image_generation.completed";
  public static final String PROGRESS = "image_generation.progress";
}
