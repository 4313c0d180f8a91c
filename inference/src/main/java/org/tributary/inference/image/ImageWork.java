package org.tributary.inference.image;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.Drawing;
import org.tributary.inference.diffusion.NoisePath;
import org.tributary.inference.diffusion.Trajectory;
import org.tributary.inference.sampling.Noise;
import org.tributary.inference.waiting.Waiting;
import org.tributary.models.openai.LikePicture;

/** One image from its request to its last step; the engine's thread alone moves it on. */
public final class ImageWork implements Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(ImageWork.class);
  private static final long TELL_EVERY_NANOS = Duration.ofMillis(250).toNanos();
  private static final long SAME_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();

  private final ImageRequest request;
  private final long[] caption;
  private final long[] negative;
  private final ImageListener listener;
  private volatile boolean cancelled;
  private boolean over;
  private int toldPosition;
  private long toldAt;

  private ImageWork(ImageRequest request, long[] caption, long[] negative, ImageListener listener) {
    this.request = request;
    this.caption = caption;
    this.negative = negative;
    this.listener = listener;
  }

  /**
   * @throws CaptionTooLongException naming the caption that does not fit the model
   */
  static ImageWork of(ImageRequest request, CaptionEncoder captions, ImageListener listener) {
    return new ImageWork(
        request,
        captions
            .encode(request.caption())
            .orElseThrow(() -> new CaptionTooLongException("prompt", captions.longest())),
        captions
            .encode(request.negative())
            .orElseThrow(() -> new CaptionTooLongException("negative_prompt", captions.longest())),
        listener);
  }

  /** Frees its slot before the engine's next step; the listener hears nothing more. */
  public void cancel() {
    cancelled = true;
  }

  @Override
  public boolean cancelled() {
    return cancelled;
  }

  @Override
  public String client() {
    return request.client();
  }

  /** The image at its first step. */
  Drawing begin(DiffusionModel model, NoisePath path) {
    float[] noise = Noise.normal(request.seed(), model.config().pixels());
    Trajectory way =
        new Trajectory(path, request.sampler(), request.steps(), noise, request.guide());
    return new Drawing(way, model.encode(caption), model.encode(negative), request.guidance());
  }

  /** Of the model, until the image is complete; {@code way} is null while it waits. */
  int evaluationsLeft(@Nullable Trajectory way) {
    int steps = way == null ? request.stepsToDo() : way.steps() - way.stepsDone();
    return steps * request.sampler().evaluations();
  }

  /**
   * Tells of its place in the queue where it has changed, and else now and then: whoever waits for
   * long must see that the worker lives.
   */
  void tellWaiting(int position, @Nullable Long etaMs, long nanoTime) {
    long quiet = position == toldPosition ? SAME_AGAIN_NANOS : TELL_EVERY_NANOS;
    boolean soon = toldPosition > 0 && nanoTime - toldAt < quiet;
    if (cancelled || over || soon) {
      return;
    }
    toldPosition = position;
    toldAt = nanoTime;
    tell(() -> listener.onWaiting(new Standing(position, 0, request.stepsToDo(), etaMs)));
  }

  /** Tells of a step; whether the image goes on. */
  boolean tellStep(Trajectory way, @Nullable Long etaMs) {
    if (cancelled || over) {
      return false;
    }
    float[] estimate = way.estimate();
    Standing standing = new Standing(0, way.stepsDone(), way.steps(), etaMs);
    tell(() -> listener.onStep(standing, () -> estimate));
    return !over;
  }

  /** Tells of the last step. */
  void tellEnd(Trajectory way, List<LikePicture> like) {
    if (cancelled || over) {
      return;
    }
    over = true;
    tell(() -> listener.onEnd(way.steps(), way.estimate(), like));
  }

  /** A listener's failure harms nobody else. */
  private void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("a listener failed", e);
      over = true;
    }
  }

  /** Tells the listener, unless it has heard of the end or left. */
  void fail(RuntimeException failure) {
    if (cancelled || over) {
      return;
    }
    over = true;
    tell(() -> listener.onFailure(failure));
  }
}
