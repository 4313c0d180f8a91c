package org.tributary.inference.http;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.image.ImageRequest;
import org.tributary.models.openai.ImageAnswer;
import org.tributary.models.openai.ImageEvent;
import org.tributary.models.openai.ImageUsage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes what is heard of a request's images, as events or as one answer. */
final class ImageWriter {
  private static final String FORMAT = "png";

  private final int side;
  private final List<ImageRequest> requests;
  private final int previews;
  private final long created;
  private final int[] shown;
  private final int[] steps;

  /**
   * @param previews of each image
   */
  ImageWriter(int side, List<ImageRequest> requests, int previews, Instant created) {
    this.side = side;
    this.requests = requests;
    this.previews = previews;
    this.created = created.getEpochSecond();
    this.shown = new int[requests.size()];
    this.steps = new int[requests.size()];
  }

  /** A preview or how far an image is; its last part is the image. */
  List<Object> events(DrawingPart part) {
    steps[part.image()] = part.standing().done();
    if (part.isWaiting()) {
      return List.of(event(ImageEvent.PROGRESS, part, null, null));
    }
    if (part.isEnd()) {
      return List.of(event(ImageEvent.COMPLETED, part, png(part), null));
    }
    int due =
        previews == 0 ? 0 : 1 + (part.standing().done() - 1) * previews / part.standing().steps();
    if (shown[part.image()] < due) {
      return List.of(event(ImageEvent.PARTIAL, part, png(part), shown[part.image()]++));
    }
    return List.of(event(ImageEvent.PROGRESS, part, null, null));
  }

  private ImageEvent event(
      String type, DrawingPart part, @Nullable String base64, @Nullable Integer partial) {
    return new ImageEvent(
        type,
        base64,
        null,
        created,
        size(),
        FORMAT,
        partial,
        part.image(),
        requests.get(part.image()).seed(),
        part.standing().done(),
        part.standing().steps(),
        usage(),
        part.standing().position(),
        part.standing().etaMs(),
        part.like().isEmpty() ? null : part.like());
  }

  private String size() {
    return side + "x" + side;
  }

  /** Of all images so far. */
  private ImageUsage usage() {
    long done = Arrays.stream(steps).asLongStream().sum();
    return ImageUsage.uncharged(done, done * side * side);
  }

  private String png(DrawingPart part) {
    return Pixels.base64Png(part.pixels().get(), side);
  }

  Mono<Object> whole(Flux<DrawingPart> parts) {
    return parts
        .doOnNext(part -> steps[part.image()] = part.standing().done())
        .filter(DrawingPart::isEnd)
        .collect(
            () -> new ImageAnswer.Image[requests.size()],
            (all, part) -> all[part.image()] = image(part))
        .map(all -> new ImageAnswer(created, List.of(all), FORMAT, size(), usage()));
  }

  private ImageAnswer.Image image(DrawingPart part) {
    return new ImageAnswer.Image(
        png(part),
        null,
        requests.get(part.image()).seed(),
        part.like().isEmpty() ? null : part.like());
  }
}
