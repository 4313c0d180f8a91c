package org.tributary.gateway.image;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.RelayedAnswer;
import org.tributary.gateway.call.WorkerTries;
import org.tributary.gateway.job.FileName;
import org.tributary.gateway.job.ImageFiles;
import org.tributary.gateway.job.JobImage;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.relay.WorkerBusy;
import org.tributary.gateway.relay.WorkerClient;
import org.tributary.gateway.relay.WorkerFailure;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.gateway.relay.WorkerStream;
import org.tributary.gateway.routing.Worker;
import org.tributary.models.openai.ImageEvent;
import org.tributary.models.openai.ImageRequest;
import org.tributary.models.openai.LikePicture;
import org.tributary.models.picture.BadPictureException;
import org.tributary.models.picture.PictureReader;
import org.tributary.models.png.BadPngException;
import org.tributary.models.png.ImageMark;

/** Has one image drawn, by another worker where one fails: the same seed gives the same image. */
@Singleton
final class ImageRelay {
  private static final Logger LOG = LoggerFactory.getLogger(ImageRelay.class);

  /** Room for the places in a queue and the previews beside an image's steps. */
  private static final int EXTRA_EVENTS = 10_000;

  private static final int MAX_ALIKE = 10;
  private static final int MAX_ALIKE_CHARS = 300;

  private final WorkerTries tries;
  private final WorkerClient http;
  private final ImageFiles files;
  private final PictureReader pictures;
  private final ImageConfig config;
  private final Clock clock;

  ImageRelay(
      WorkerTries tries, WorkerClient http, ImageFiles files, ImageConfig config, Clock clock) {
    this.tries = tries;
    this.http = http;
    this.files = files;
    this.pictures = new PictureReader(config.maxImageBytes());
    this.config = config;
    this.clock = clock;
  }

  /**
   * One of a job's images.
   *
   * @param request for it alone
   * @param marking what it is to say of itself, with its own seed
   */
  record Wanted(
      int index, ImageRequest request, ModelOffer offer, ImageSize size, ImageMark marking) {}

  /** Where no worker has room the image waits, as long as a job may last. */
  RelayedAnswer<FileName> draw(Wanted wanted, WorkerLine line, LiveJob job)
      throws InterruptedException {
    Instant latest = clock.instant().plus(config.maxDuration());
    while (true) {
      Try last = new Try(wanted, line, job, latest);
      RelayedAnswer<FileName> answer =
          tries.answer(wanted.offer(), config.maxAttempts(), line, last);
      boolean waits =
          answer instanceof RelayedAnswer.Nothing
              && last.foundNoRoom
              && clock.instant().isBefore(latest);
      if (!waits || line.awaitCut(config.askAgainAfter())) {
        return answer;
      }
    }
  }

  /** One round of all workers. */
  private final class Try implements WorkerTries.Answering<FileName> {
    private final Wanted wanted;
    private final WorkerLine line;
    private final LiveJob job;
    private final Instant latest;
    private boolean foundNoRoom;

    private Try(Wanted wanted, WorkerLine line, LiveJob job, Instant latest) {
      this.wanted = wanted;
      this.line = line;
      this.job = job;
      this.latest = latest;
    }

    @Override
    public FileName deliver(Worker worker) {
      job.meter()
          .begin(wanted.index(), new PaidWorker(worker.name(), worker.address(), worker.payout()));
      try {
        return read(worker);
      } catch (WorkerBusy noRoom) {
        foundNoRoom = true;
        throw noRoom;
      }
    }

    private FileName read(Worker worker) {
      int eventsLeft = wanted.request().stepsOrDefault() + EXTRA_EVENTS;
      try (WorkerStream<ImageEvent> stream =
          line.connect(http.images(worker.endpoint(), wanted.request()))) {
        for (Optional<ImageEvent> next = stream.next(); next.isPresent(); next = stream.next()) {
          if (eventsLeft-- == 0 || clock.instant().isAfter(latest)) {
            throw new WorkerFailure("did not end");
          }
          ImageEvent event = next.get();
          if (event.type().equals(ImageEvent.COMPLETED)) {
            FileName file = complete(wanted, event, job);
            hearOut(stream);
            return file;
          }
          tell(wanted, event, job);
        }
      }
      throw new WorkerFailure("ended without an image");
    }

    /** Previews may be shown again: another worker draws the same. */
    @Override
    public boolean hasDelivered() {
      return false;
    }

    @Override
    public void startOver() {
      // The meter is told when the next worker begins.
    }
  }

  /** A connection whose answer was read to its end can carry the next call. */
  private static void hearOut(WorkerStream<ImageEvent> stream) {
    try {
      stream.next();
    } catch (WorkerFailure owesNothingMore) {
      LOG.debug("a worker broke off behind its image");
    }
  }

  private void tell(Wanted wanted, ImageEvent event, LiveJob job) {
    int steps = wanted.request().stepsOrDefault();
    int step = Math.min(event.step(), steps);
    job.meter().at(wanted.index(), step);
    job.change(
        wanted.index(),
        image ->
            image.at(step, Math.min(event.steps(), steps), event.queuePosition(), event.etaMs()));
    if (event.type().equals(ImageEvent.PARTIAL)) {
      FileName preview = files.putPreview(job.id(), png(event, wanted));
      job.change(
          wanted.index(),
          image -> {
            JobImage.@Nullable Preview shown = image.preview();
            if (shown != null) {
              files.delete(shown.file());
            }
            int index = shown == null ? 0 : shown.index() + 1;
            return image.with(new JobImage.Preview(index, step, preview));
          });
    }
  }

  private FileName complete(Wanted wanted, ImageEvent event, LiveJob job) {
    int step = Math.clamp(event.step(), 1, wanted.request().stepsOrDefault());
    FileName file;
    try {
      file = files.put(wanted.marking().on(png(event, wanted)));
    } catch (BadPngException e) {
      throw new WorkerFailure("sent what is no PNG: " + e.getMessage());
    }
    job.meter().at(wanted.index(), step);
    job.change(
        wanted.index(),
        image -> {
          JobImage.@Nullable Preview shown = image.preview();
          if (shown != null) {
            files.delete(shown.file());
          }
          return image.complete(step, file, alike(event));
        });
    return file;
  }

  /** A worker's words about likeness are shown to people: few and short, or none. */
  private static @Nullable List<LikePicture> alike(ImageEvent event) {
    List<LikePicture> said = event.looksMostLike();
    boolean sound =
        said != null
            && said.size() <= MAX_ALIKE
            && said.stream()
                .allMatch(like ->
                    Math.abs(like.similarity()) <= 1
                        && Stream.of(like.picture(), like.set(), like.owner(), like.licence())
                            .allMatch(text -> text != null && text.length() <= MAX_ALIKE_CHARS));
    return sound ? said : null;
  }

  /**
   * What a worker sends is shown to others: it must be a PNG of the size that was asked for, which
   * can be unpacked, and nothing but its pixels is kept.
   */
  private byte[] png(ImageEvent event, Wanted wanted) {
    String base64 = event.base64();
    if (base64 == null || base64.length() > config.maxImageBytes() * 4L / 3) {
      throw new WorkerFailure("sent an event without its image, or one that is too large");
    }
    try {
      byte[] png = ImageMark.bare(Base64.getDecoder().decode(base64));
      if (!ImageMark.sizeOf(png).equals(wanted.size().text())) {
        throw new WorkerFailure("sent an image of another size");
      }
      pictures.square(png, 1);
      return png;
    } catch (IllegalArgumentException | BadPngException | BadPictureException e) {
      throw new WorkerFailure("sent what is no PNG");
    }
  }
}
