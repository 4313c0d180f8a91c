package org.tributary.inference.image;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.Drawing;
import org.tributary.inference.diffusion.NoisePath;
import org.tributary.inference.diffusion.Trajectory;
import org.tributary.inference.sampling.Noise;
import org.tributary.inference.waiting.Waiting;

/** One image from its request to its last step; the engine's thread alone moves it on. */
public final class ImageWork implements Waiting {
  private static final Logger LOG = LoggerFactory.getLogger(ImageWork.class);

  private final ImageRequest request;
  private final long[] caption;
  private final long[] negative;
  private final ImageListener listener;
  private volatile boolean cancelled;
  private boolean over;

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

  /** Tells of a step; whether the image goes on. */
  boolean tell(Trajectory way) {
    if (cancelled || over) {
      return false;
    }
    over = way.isDone();
    try {
      if (over) {
        listener.onEnd(way.steps(), way.estimate());
      } else {
        float[] estimate = way.estimate();
        listener.onStep(way.stepsDone(), way.steps(), () -> estimate);
      }
    } catch (RuntimeException e) { // its failure harms nobody else
      LOG.error("a listener failed", e);
      over = true;
    }
    return !over;
  }

  /** Tells the listener, unless it has heard of the end or left; its failure harms nobody else. */
  void fail(RuntimeException failure) {
    if (cancelled || over) {
      return;
    }
    over = true;
    try {
      listener.onFailure(failure);
    } catch (RuntimeException e) {
      LOG.error("a listener failed", e);
    }
  }
}
