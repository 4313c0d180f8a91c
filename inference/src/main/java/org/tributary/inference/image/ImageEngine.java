package org.tributary.inference.image;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.Drawing;
import org.tributary.inference.diffusion.NoisePath;
import org.tributary.inference.diffusion.Trajectory;
import org.tributary.inference.engine.ModelEngine;
import org.tributary.inference.likeness.Likeness;
import org.tributary.inference.waiting.WaitingRoom;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.manifest.ContentHash;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.openai.LikePicture;
import org.tributary.models.tensor.DType;

/**
 * Serves one image model: requests wait in a bounded queue, join between steps, and are computed
 * together on one thread.
 */
public final class ImageEngine implements ModelEngine {
  private static final Logger LOG = LoggerFactory.getLogger(ImageEngine.class);
  private static final int FAILING = 3;
  private static final long IDLE_POLL_MS = 200;
  private static final long DRAIN_POLL_MS = 20;

  private final Settings settings;
  private final DiffusionModel model;
  private final CaptionEncoder captions;
  private final ContentHash contentHash;
  private final Optional<Likeness> likeness;
  private final WaitingRoom<ImageWork> waiting;
  private final Timer stepTime;
  private final Timer likenessTime;
  private final NoisePath path;
  private final Forecast forecast;
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean idle = true;

  /**
   * How an engine serves a model.
   *
   * @param slots images drawn at once
   * @param queue images that may wait
   */
  public record Settings(DType precision, int slots, int queue) {
    public static final Settings DEFAULT = new Settings(DType.BF16, 4, 64);

    public Settings {
      if (slots < 1 || queue < 1) {
        throw new IllegalArgumentException("limits start at 1 slot and 1 in the queue");
      }
    }
  }

  private ImageEngine(
      Settings settings,
      DiffusionModel model,
      CaptionEncoder captions,
      Optional<Likeness> likeness,
      ContentHash contentHash,
      MeterRegistry registry) {
    this.settings = settings;
    this.model = model;
    this.path = NoisePath.of(model.config().prediction());
    this.captions = captions;
    this.likeness = likeness;
    this.contentHash = contentHash;
    this.waiting = new WaitingRoom<>(settings.queue());
    this.forecast = new Forecast(settings.slots());
    this.stepTime = registry.timer("tributary.worker.image.step");
    this.likenessTime = registry.timer("tributary.worker.image.likeness");
    Gauge.builder("tributary.worker.queued", () -> queued()).register(registry);
    Gauge.builder("tributary.worker.running", running::get).register(registry);
    this.thread = Thread.ofPlatform().name("image-engine").unstarted(this::run);
  }

  /**
   * Loads the folder of an image model.
   *
   * @throws IOException naming what is absent or does not fit
   */
  public static ImageEngine start(Path folder, Settings settings, MeterRegistry registry)
      throws IOException {
    DiffusionConfig config = DiffusionConfig.read(folder);
    ContentHash contentHash = ModelManifest.contentHash(folder);
    DiffusionModel model = DiffusionModel.open(folder, settings.precision());
    try {
      Optional<Likeness> likeness = Likeness.open(folder, config.imageSize());
      CaptionEncoder captions = CaptionEncoder.open(folder, config.captionLength());
      ImageEngine engine =
          new ImageEngine(settings, model, captions, likeness, contentHash, registry);
      engine.thread.start();
      return engine;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  public DiffusionConfig config() {
    return model.config();
  }

  public NoisePath path() {
    return path;
  }

  @Override
  public ContentHash contentHash() {
    return contentHash;
  }

  @Override
  public int slots() {
    return settings.slots();
  }

  @Override
  public int running() {
    return running.get();
  }

  @Override
  public int queued() {
    return waiting.size();
  }

  @Override
  public boolean failing() {
    return failuresInARow.get() >= FAILING;
  }

  /** Images that one client can queue at once. */
  public int widestRequest() {
    return waiting.perClient();
  }

  /**
   * An image that has been checked and not yet queued.
   *
   * @throws CaptionTooLongException naming the caption that does not fit the model
   */
  public ImageWork work(ImageRequest request, ImageListener listener) {
    return ImageWork.of(request, captions, listener);
  }

  /**
   * Queues all images of one client, or none.
   *
   * @throws org.tributary.inference.waiting.EngineBusyException when they do not fit or the engine
   *     is stopping
   */
  public void enter(List<ImageWork> all) {
    waiting.enter(all);
  }

  private void run() {
    DiffusionModel.prepareThread();
    Map<ImageWork, Drawing> open = new LinkedHashMap<>();
    while (!closed) {
      try {
        if (open.isEmpty()) {
          idle = true;
          waiting.await(IDLE_POLL_MS);
          idle = false;
        }
        round(open);
      } catch (RuntimeException e) {
        failAll(open, e);
      } catch (Error e) { // out of memory, for one: nobody may be left waiting for ever
        failAll(open, new IllegalStateException("the engine failed", e));
      } catch (InterruptedException e) {
        break;
      }
    }
    open.keySet().forEach(work -> work.fail(new IllegalStateException("the worker is stopping")));
  }

  private void failAll(Map<ImageWork, Drawing> open, RuntimeException failure) {
    LOG.error("the engine failed; images in progress end", failure);
    failuresInARow.incrementAndGet();
    open.keySet().forEach(work -> work.fail(failure));
    open.clear();
    running.set(0);
  }

  /** One evaluation of the model for everybody who has a slot. */
  private void round(Map<ImageWork, Drawing> open) {
    open.keySet().removeIf(ImageWork::cancelled);
    waiting.removeCancelled();
    admit(open);
    running.set(open.size());
    if (open.isEmpty()) {
      return;
    }
    tellWaiting(open);
    long began = System.nanoTime();
    Drawing.advance(List.copyOf(open.values()), model);
    long took = System.nanoTime() - began;
    stepTime.record(took, TimeUnit.NANOSECONDS);
    forecast.evaluated(took);
    failuresInARow.set(0);
    tellSteps(open);
    tellEnds(open);
    running.set(open.size());
  }

  private void tellSteps(Map<ImageWork, Drawing> open) {
    open.entrySet()
        .removeIf(each -> {
          Trajectory way = each.getValue().trajectory();
          Long eta = forecast.etaMs(each.getKey().evaluationsLeft(way), 0);
          return !way.isDone() && !each.getKey().tellStep(way, eta);
        });
  }

  /** Looks for likenesses of all that are done in one evaluation of the scorer. */
  private void tellEnds(Map<ImageWork, Drawing> open) {
    Map<ImageWork, Trajectory> done = new LinkedHashMap<>();
    open.forEach((work, drawing) -> {
      if (drawing.trajectory().isDone()) {
        done.put(work, drawing.trajectory());
      }
    });
    if (done.isEmpty()) {
      return;
    }
    Iterator<List<LikePicture>> like = like(done.values()).iterator();
    done.forEach((work, way) -> work.tellEnd(way, like.next()));
    open.keySet().removeAll(done.keySet());
  }

  private List<List<LikePicture>> like(Collection<Trajectory> done) {
    List<float[]> images = done.stream().map(Trajectory::estimate).toList();
    List<List<LikePicture>> none = Collections.nCopies(images.size(), List.of());
    try {
      return likeness
          .<List<List<LikePicture>>>map(by -> likenessTime.record(() -> by.of(images)))
          .orElse(none);
    } catch (RuntimeException e) { // an image that is drawn is not lost by what is said of it
      LOG.error("no likenesses were found", e);
      return none;
    }
  }

  private void tellWaiting(Map<ImageWork, Drawing> open) {
    long now = System.nanoTime();
    long before =
        open.entrySet().stream()
            .mapToLong(each -> each.getKey().evaluationsLeft(each.getValue().trajectory()))
            .sum();
    int position = 1;
    for (ImageWork work : waiting.inOrder(client -> running(open, client))) {
      int own = work.evaluationsLeft(null);
      work.tellWaiting(position++, forecast.etaMs(own, before), now);
      before += own;
    }
  }

  private static int running(Map<ImageWork, Drawing> open, String client) {
    return (int) open.keySet().stream().filter(w -> w.client().equals(client)).count();
  }

  private void admit(Map<ImageWork, Drawing> open) {
    while (open.size() < settings.slots()) {
      Optional<ImageWork> next = waiting.next(client -> running(open, client));
      if (next.isEmpty()) {
        return;
      }
      ImageWork work = next.get();
      try {
        open.put(work, work.begin(model, path));
      } catch (RuntimeException e) {
        LOG.error("an image could not be begun", e);
        work.fail(e);
      }
    }
  }

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    waiting.close();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (queued() > 0 || !idle) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(DRAIN_POLL_MS);
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    waiting.close();
    joinThread();
    waiting.drop().forEach(w -> w.fail(new IllegalStateException("the worker is stopping")));
    captions.close();
    likeness.ifPresent(Likeness::close);
    model.close();
  }

  /** To the end, interrupted or not: a model must not be closed while it computes. */
  private void joinThread() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
