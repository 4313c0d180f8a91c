package org.tributary.gateway.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.LikePicture;

/**
 * One of a job's images.
 *
 * @param step done, of {@code steps}
 * @param queuePosition 0 once it is drawn, null while no worker has said
 * @param etaMs until it is there, as its worker expects
 * @param file its name in the store, once it is complete
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JobImage(
    int index,
    long seed,
    int step,
    int steps,
    @JsonProperty("queue_position") @Nullable Integer queuePosition,
    @JsonProperty("eta_ms") @Nullable Long etaMs,
    @Nullable Preview preview,
    @Nullable FileName file,
    @JsonProperty("looks_most_like") @Nullable List<LikePicture> looksMostLike) {

  /**
   * What it looks like so far.
   *
   * @param index counts an image's previews from 0
   */
  public record Preview(int index, int step, FileName file) {}

  public JobImage {
    looksMostLike = looksMostLike == null ? null : List.copyOf(looksMostLike);
  }

  public static JobImage waiting(int index, long seed, int steps) {
    return new JobImage(index, seed, 0, steps, null, null, null, null, null);
  }

  public JobImage at(int done, int of, @Nullable Integer position, @Nullable Long eta) {
    return new JobImage(index, seed, done, of, position, eta, preview, file, looksMostLike);
  }

  public JobImage with(Preview next) {
    return new JobImage(index, seed, step, steps, queuePosition, etaMs, next, file, looksMostLike);
  }

  public JobImage complete(int done, FileName image, @Nullable List<LikePicture> alike) {
    return new JobImage(index, seed, done, done, 0, null, null, image, alike);
  }

  public boolean isComplete() {
    return file != null;
  }
}
