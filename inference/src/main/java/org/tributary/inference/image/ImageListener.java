package org.tributary.inference.image;

import java.util.List;
import java.util.function.Supplier;
import org.tributary.models.openai.LikePicture;

/** Hears of an image as it is drawn; called on the engine's thread and must not block. */
public interface ImageListener {

  /** The image waits, at another place of the queue than it was told last. */
  void onWaiting(Standing standing);

  /**
   * The image is one step further.
   *
   * @param preview what it looks like so far, planes of pixels in [-1, 1], made if asked for
   */
  void onStep(Standing standing, Supplier<float[]> preview);

  /**
   * The image is complete.
   *
   * @param pixels planes of them, not yet cut to [-1, 1]
   * @param like the nearest training pictures; empty where the model has no scorer
   */
  void onEnd(int steps, float[] pixels, List<LikePicture> like);

  /** The engine failed; nothing follows. */
  void onFailure(RuntimeException failure);
}
