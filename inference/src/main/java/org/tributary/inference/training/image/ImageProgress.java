package org.tributary.inference.training.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * How far a training run has come.
 *
 * @param step optimizer steps done
 * @param images seen
 * @param seconds spent training
 * @param loss mean squared error of the velocity, averaged over the last hundred steps or so
 * @param learntLoss the averaged weights' loss at the last checkpoint, on learnt pictures
 * @param heldOutLoss the same on pictures never learnt
 */
record ImageProgress(
    int step, long images, double seconds, double loss, double learntLoss, double heldOutLoss) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double KEPT = 0.98;

  static ImageProgress read(Path work) throws IOException {
    Path file = file(work);
    return Files.exists(file)
        ? JSON.readValue(file.toFile(), ImageProgress.class)
        : new ImageProgress(0, 0, 0, 0, 0, 0);
  }

  void write(Path work) throws IOException {
    Path partial = work.resolve("progress.json.partial");
    JSON.writeValue(partial.toFile(), this);
    Files.move(
        partial, file(work), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path file(Path work) {
    return work.resolve("progress.json");
  }

  ImageProgress next(int rows, double newLoss, double time) {
    double average = step == 0 ? newLoss : KEPT * loss + (1 - KEPT) * newLoss;
    return new ImageProgress(
        step + 1, images + rows, seconds + time, average, learntLoss, heldOutLoss);
  }

  ImageProgress evaluated(double learnt, double heldOut) {
    return new ImageProgress(step, images, seconds, loss, learnt, heldOut);
  }
}
