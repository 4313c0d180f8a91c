package org.tributary.gateway.job;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ImageEvent;

/** What has happened to a job between two looks at it, as events for its reader. */
final class JobEvents {
  private static final String FORMAT = "png";

  private final ImageLinks links;
  private final Function<FileName, Optional<byte[]>> files;
  private final boolean inline;

  /**
   * @param inline whether images that are complete come in base64 too
   */
  JobEvents(ImageLinks links, Function<FileName, Optional<byte[]>> files, boolean inline) {
    this.links = links;
    this.files = files;
    this.inline = inline;
  }

  /** The last event of a job. */
  record Ended(String type, JobView job) {}

  /** Events that lead from {@code before} to {@code now}; from nothing where it is null. */
  List<Object> between(@Nullable ImageJob before, ImageJob now) {
    List<Object> events = new ArrayList<>();
    for (int i = 0; i < now.images().size(); i++) {
      JobImage was = before == null ? null : before.images().get(i);
      events.addAll(between(was, now.images().get(i), now));
    }
    if (now.status().isEnd() && (before == null || !before.status().isEnd())) {
      events.add(new Ended("image_job." + now.status().text(), JobView.of(now, links)));
    }
    return events;
  }

  private List<Object> between(@Nullable JobImage was, JobImage is, ImageJob job) {
    if (is.isComplete()) {
      return was != null && was.isComplete() ? List.of() : List.of(completed(is, job));
    }
    JobImage.Preview preview = is.preview();
    if (preview != null && (was == null || !preview.equals(was.preview()))) {
      Optional<byte[]> picture = files.apply(preview.file());
      if (picture.isPresent()) {
        return List.of(
            event(ImageEvent.PARTIAL, is, job, base64(picture.get()), null, preview.index()));
      }
    }
    boolean moved =
        was == null
            || was.step() != is.step()
            || !Objects.equals(was.queuePosition(), is.queuePosition());
    return moved && !job.status().isEnd()
        ? List.of(event(ImageEvent.PROGRESS, is, job, null, null, null))
        : List.of();
  }

  private ImageEvent completed(JobImage image, ImageJob job) {
    FileName file = Objects.requireNonNull(image.file());
    Optional<String> base64 = inline ? files.apply(file).map(JobEvents::base64) : Optional.empty();
    return event(ImageEvent.COMPLETED, image, job, base64.orElse(null), links.to(file), null);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static ImageEvent event(
      String type,
      JobImage image,
      ImageJob job,
      @Nullable String base64,
      @Nullable String url,
      @Nullable Integer partial) {
    return new ImageEvent(
        type,
        base64,
        url,
        job.createdAt(),
        job.request().size(),
        FORMAT,
        partial,
        image.index(),
        image.seed(),
        image.step(),
        image.steps(),
        null,
        image.queuePosition(),
        image.etaMs(),
        image.looksMostLike());
  }
}
