package org.tributary.gateway.image;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.RunningKeccak;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.job.FileName;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.models.openai.ImageUsage;

/**
 * Counts what a job's images took, and who drew them; the lease keeper asks from its own thread. A
 * worker is never paid for more steps than were asked for, nor for an image that it did not finish,
 * unless its payer stopped it.
 */
final class ImageMeter {
  private final long pixels;
  private final int mostSteps;
  private final Bytes32 salt;
  private final List<Drawn> images;

  /** How far one image is, and whose it is. */
  private record Drawn(@Nullable PaidWorker worker, int steps, @Nullable FileName file) {
    static final Drawn NOTHING = new Drawn(null, 0, null);
  }

  /**
   * @param mostSteps of each image
   * @param salt that the answer is committed to with
   */
  ImageMeter(ImageSize size, int mostSteps, int images, Bytes32 salt) {
    this.pixels = size.pixels();
    this.mostSteps = mostSteps;
    this.salt = salt;
    this.images = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      this.images.add(Drawn.NOTHING);
    }
  }

  /** Notes that {@code worker} begins an image; what another did of it counts for nothing. */
  synchronized void begin(int image, PaidWorker worker) {
    images.set(image, new Drawn(worker, 0, null));
  }

  /** Notes how many steps of an image are done; that never goes back. */
  synchronized void at(int image, int steps) {
    Drawn drawn = images.get(image);
    int bounded = Math.clamp(steps, drawn.steps, mostSteps);
    images.set(image, new Drawn(drawn.worker, bounded, null));
  }

  synchronized void complete(int image, FileName file) {
    Drawn drawn = images.get(image);
    images.set(image, new Drawn(drawn.worker, drawn.steps, file));
  }

  /** The images that are complete; empty while there is none. */
  synchronized Optional<Delivery> complete() {
    return delivery(images.stream().filter(image -> image.file != null).toList());
  }

  /** Every step that was done, of images that were given up too; empty before the first. */
  synchronized Optional<Delivery> ran() {
    return delivery(images);
  }

  /** What {@code delivered} took, in the words of the API. */
  ImageUsage usage(Delivery delivered, long cost) {
    long pixelSteps = delivered.usage().pixels();
    return new ImageUsage(pixelSteps / pixels, pixelSteps, Long.toString(cost));
  }

  private Optional<Delivery> delivery(List<Drawn> counted) {
    Map<PaidWorker, Long> work = new LinkedHashMap<>();
    long all = 0;
    for (Drawn drawn : counted) {
      long pixelSteps = drawn.steps * pixels;
      if (drawn.worker != null && pixelSteps > 0) {
        work.merge(drawn.worker, pixelSteps, Long::sum);
        all += pixelSteps;
      }
    }
    List<Delivery.Work> shares =
        work.entrySet().stream().map(e -> new Delivery.Work(e.getKey(), e.getValue())).toList();
    return shares.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Delivery(shares, new Usage(0, 0, 0, all), Commitment.to(salt, hash(counted))));
  }

  /** Of the SHA-256 of each complete image, in their order. */
  private static Bytes32 hash(List<Drawn> counted) {
    RunningKeccak hash = new RunningKeccak();
    for (Drawn drawn : counted) {
      if (drawn.file != null) {
        hash.add(drawn.file.bytes());
      }
    }
    return hash.hash();
  }
}
