package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.ImageUsage;
import org.tributary.models.openai.LikePicture;

/**
 * A job as {@code GET /v1/images/jobs/{id}} shows it.
 *
 * @param etaMs until the last of its images is there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobView(
    JobId id,
    String object,
    JobStatus status,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("expires_at") long expiresAt,
    String model,
    String receipt,
    @JsonProperty("receipt_salt") String receiptSalt,
    @JsonProperty("channel_salt") String channelSalt,
    String size,
    JobSettings request,
    List<ImageView> images,
    @JsonProperty("eta_ms") @Nullable Long etaMs,
    @Nullable ImageUsage usage,
    ErrorBody.@Nullable Detail error) {

  /** One of its images; {@code url} once it is complete. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ImageView(
      int index,
      long seed,
      int step,
      int steps,
      @JsonProperty("queue_position") @Nullable Integer queuePosition,
      @Nullable PreviewView preview,
      @Nullable String url,
      @JsonProperty("looks_most_like") @Nullable List<LikePicture> looksMostLike) {}

  /** What an image looks like so far. */
  public record PreviewView(int index, String url) {}

  public static JobView of(ImageJob job, ImageLinks links) {
    OptionalLong eta =
        job.images().stream()
            .map(JobImage::etaMs)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .max();
    return new JobView(
        job.id(),
        "image.job",
        job.status(),
        job.createdAt(),
        job.expiresAt(),
        job.model(),
        job.receipt(),
        job.receiptSalt(),
        job.channelSalt(),
        job.request().size(),
        job.request(),
        job.images().stream().map(image -> view(image, links)).toList(),
        eta.isPresent() ? eta.getAsLong() : null,
        job.usage(),
        job.error());
  }

  private static ImageView view(JobImage image, ImageLinks links) {
    JobImage.Preview preview = image.preview();
    FileName file = image.file();
    return new ImageView(
        image.index(),
        image.seed(),
        image.step(),
        image.steps(),
        image.queuePosition(),
        preview == null ? null : new PreviewView(preview.index(), links.to(preview.file())),
        file == null ? null : links.to(file),
        image.looksMostLike());
  }
}
