package org.tributary.inference.image;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.NoisePath;
import org.tributary.inference.engine.EngineLoop;
import org.tributary.inference.engine.ModelEngine;
import org.tributary.inference.likeness.Likeness;
import org.tributary.inference.waiting.WaitingRoom;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.manifest.ContentHash;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.tensor.DType;

/**
 * Serves one image model: requests wait in a bounded queue, join between steps, and are computed
 * together on one thread.
 */
public final class ImageEngine implements ModelEngine {
  private final Settings settings;
  private final DiffusionModel model;
  private final CaptionEncoder captions;
  private final ContentHash contentHash;
  private final Optional<Likeness> likeness;
  private final WaitingRoom<ImageWork> waiting;
  private final Studio studio;
  private final EngineLoop loop;

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
    this.captions = captions;
    this.likeness = likeness;
    this.contentHash = contentHash;
    this.waiting = new WaitingRoom<>(settings.queue());
    this.studio = new Studio(model, likeness, waiting, settings.slots(), registry);
    Gauge.builder("tributary.worker.queued", () -> queued()).register(registry);
    Gauge.builder("tributary.worker.running", studio::running).register(registry);
    this.loop = new EngineLoop("image-engine", waiting, this::onThread);
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
      engine.loop.start();
      return engine;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private EngineLoop.Rounds onThread() {
    DiffusionModel.prepareThread();
    return studio;
  }

  public DiffusionConfig config() {
    return model.config();
  }

  public NoisePath path() {
    return studio.path();
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
    return studio.running();
  }

  @Override
  public int queued() {
    return waiting.size();
  }

  @Override
  public boolean failing() {
    return loop.failing();
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

  @Override
  public boolean drain(Duration timeout) throws InterruptedException {
    return loop.drain(timeout);
  }

  @Override
  public void close() {
    loop.close();
    waiting.drop().forEach(w -> w.fail(EngineLoop.stopping()));
    captions.close();
    likeness.ifPresent(Likeness::close);
    model.close();
  }
}
