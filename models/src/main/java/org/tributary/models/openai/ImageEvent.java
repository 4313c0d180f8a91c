package org.tributary.models.openai;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event of a stream of images, as OpenAI's; {@code image_generation.progress} is ours.
 *
 * @param index which of the n images
 * @param step steps done, of {@code steps}
 * @param queuePosition images of this worker that come before it, itself included; 0 once it is
 *     being drawn
 * @param etaMs until it is complete
 * @param looksMostLike the nearest training pictures, nearest first; of completed images
 */
@JsonIgnoreProperties(ignoreUnknown = true)
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
    @Nullable ImageUsage usage,
    @JsonProperty("queue_position") @Nullable Integer queuePosition,
    @JsonProperty("eta_ms") @Nullable Long etaMs,
    @JsonProperty("looks_most_like") @Nullable List<LikePicture> looksMostLike) {
  public static final String PARTIAL = "image_generation.partial_image";
  public static final String COMPLETED = "image_generation.completed";
  public static final String PROGRESS = "image_generation.progress";

  public ImageEvent {
    looksMostLike = looksMostLike == null ? null : List.copyOf(looksMostLike);
  }
}
