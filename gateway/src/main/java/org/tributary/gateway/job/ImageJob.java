package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.ImageUsage;

/**
 * A request for images and what has come of it, as it is stored.
 *
 * @param createdAt seconds since 1970
 * @param expiresAt when it and its images are gone, seconds since 1970
 * @param receipt the id of its call
 * @param receiptSalt that its payer needs to recognise its request in the receipt
 * @param usage once it has ended
 * @param error why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageJob(
    JobId id,
    JobStatus status,
    @JsonProperty("created_at") long createdAt,
    @JsonProperty("expires_at") long expiresAt,
    String model,
    String receipt,
    @JsonProperty("receipt_salt") String receiptSalt,
    @JsonProperty("channel_salt") String channelSalt,
    JobSettings request,
    List<JobImage> images,
    @Nullable ImageUsage usage,
    ErrorBody.@Nullable Detail error) {

  public ImageJob {
    images = List.copyOf(images);
  }

  /** A job that has not been looked at by any worker. */
  public static ImageJob queued(
      JobId id,
      long createdAt,
      long expiresAt,
      String model,
      String receipt,
      String receiptSalt,
      String channelSalt,
      JobSettings request) {
    List<JobImage> images =
        IntStream.range(0, request.n())
            .mapToObj(i -> JobImage.waiting(i, request.seed() + i, request.steps()))
            .toList();
    return new ImageJob(
        id,
        JobStatus.QUEUED,
        createdAt,
        expiresAt,
        model,
        receipt,
        receiptSalt,
        channelSalt,
        request,
        images,
        null,
        null);
  }

  public ImageJob with(List<JobImage> now) {
    boolean begun =
        now.stream().anyMatch(i -> i.isComplete() || Objects.equals(0, i.queuePosition()));
    JobStatus next = status.isEnd() ? status : begun ? JobStatus.RUNNING : JobStatus.QUEUED;
    return at(next, now, usage, error);
  }

  public ImageJob ended(JobStatus how, @Nullable ImageUsage used, ErrorBody.@Nullable Detail why) {
    return at(how, images.stream().map(ImageJob::withoutPreview).toList(), used, why);
  }

  private ImageJob at(
      JobStatus next,
      List<JobImage> now,
      @Nullable ImageUsage used,
      ErrorBody.@Nullable Detail why) {
    return new ImageJob(
        id,
        next,
        createdAt,
        expiresAt,
        model,
        receipt,
        receiptSalt,
        channelSalt,
        request,
        now,
        used,
        why);
  }

  private static JobImage withoutPreview(JobImage image) {
    return new JobImage(
        image.index(),
        image.seed(),
        image.step(),
        image.steps(),
        null,
        null,
        null,
        image.file(),
        image.looksMostLike());
  }

  /** The job that nobody works on any more. */
  ImageJob abandoned() {
    return ended(JobStatus.FAILED, null, JobRefusals.abandoned().body().error());
  }

  public List<FileName> files() {
    return images.stream().map(JobImage::file).filter(Objects::nonNull).toList();
  }

  public List<FileName> previews() {
    return images.stream()
        .map(JobImage::preview)
        .filter(Objects::nonNull)
        .map(JobImage.Preview::file)
        .toList();
  }
}
