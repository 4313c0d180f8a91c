package org.tributary.inference.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * How far a training run has come.
 *
 * @param step optimizer steps done
 * @param loss of the last step, nats per model-token
 * @param heldOutLoss at the last checkpoint, nats per model-token
 */
record TrainingProgress(
    int step, long modelTokens, double seconds, double loss, double heldOutLoss) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static TrainingProgress read(Path work) throws IOException {
    Path file = file(work);
    return Files.exists(file)
        ? JSON.readValue(file.toFile(), TrainingProgress.class)
        : new TrainingProgress(0, 0, 0, 0, 0);
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

  TrainingProgress next(long more, double newLoss) {
    return new TrainingProgress(step + 1, modelTokens + more, seconds, newLoss, heldOutLoss);
  }

  TrainingProgress spent(Duration time) {
    return new TrainingProgress(
        step, modelTokens, seconds + time.toMillis() / 1000.0, loss, heldOutLoss);
  }

  TrainingProgress heldOut(double value) {
    return new TrainingProgress(step, modelTokens, seconds, loss, value);
  }
}
