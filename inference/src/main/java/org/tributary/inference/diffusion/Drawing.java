package org.tributary.inference.diffusion;

import java.util.Arrays;
import java.util.List;

/** An image under way with its two captions; drawings advance together, each by its own steps. */
public final class Drawing {
  private final Trajectory trajectory;
  private final float[] caption;
  private final float[] against;
  private final float guidance;

  /**
   * @param caption as encoded
   * @param against what guidance leads away from: the empty caption, or a negative one
   * @param guidance how far beyond: 1 follows the caption alone
   */
  public Drawing(Trajectory trajectory, float[] caption, float[] against, double guidance) {
    this.trajectory = trajectory;
    this.caption = caption;
    this.against = against;
    this.guidance = (float) guidance;
  }

  public Trajectory trajectory() {
    return trajectory;
  }

  private boolean isGuided() {
    return guidance != 1;
  }

  /** One evaluation of the model for all of them; none may be done. */
  public static void advance(List<Drawing> drawings, Denoiser model) {
    int size = drawings.getFirst().trajectory.input().length;
    int captionSize = drawings.getFirst().caption.length;
    int rows = drawings.stream().mapToInt(d -> d.isGuided() ? 2 : 1).sum();
    float[] images = new float[rows * size];
    float[] times = new float[rows];
    float[] captions = new float[rows * captionSize];
    int row = 0;
    for (Drawing drawing : drawings) {
      for (float[] said : drawing.asked()) {
        System.arraycopy(drawing.trajectory.input(), 0, images, row * size, size);
        times[row] = drawing.trajectory.time();
        System.arraycopy(said, 0, captions, row * captionSize, captionSize);
        row++;
      }
    }
    float[] outputs = model.output(images, times, captions);
    int at = 0;
    for (Drawing drawing : drawings) {
      drawing.take(outputs, at, size);
      at += drawing.asked().size() * size;
    }
  }

  private List<float[]> asked() {
    return isGuided() ? List.of(caption, against) : List.of(caption);
  }

  private void take(float[] outputs, int at, int size) {
    float[] own = Arrays.copyOfRange(outputs, at, at + size);
    if (isGuided()) {
      for (int i = 0; i < size; i++) {
        float from = outputs[at + size + i];
        own[i] = from + guidance * (own[i] - from);
      }
    }
    trajectory.advance(own);
  }
}
