package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** Steps until enough images were seen, someone stops it, or its time is over; saves meanwhile. */
final class TrainingLoop {
  private static final int WARMUP_STEPS = 100;
  private static final double FLAT = 0.7;
  private static final Duration REPORT_EVERY = Duration.ofMinutes(1);

  private final Options options;
  private volatile boolean stopping;
  private int ownSteps = Integer.MAX_VALUE;

  /**
   * How long and how much.
   *
   * @param data folder of the pictures' zips and captions
   * @param work folder of checkpoints and the exported model
   * @param images how many are seen in all; the rate falls over the last part of them
   * @param rows images of a batch
   * @param tokenizerCaptions that a tokenizer is learnt from
   * @param limit how long this run may take
   */
  record Options(
      Path data,
      Path work,
      long images,
      int rows,
      long seed,
      int tokenizerCaptions,
      Duration limit,
      Duration checkpointEvery) {}

  /** What is trained. */
  interface Work {

    /** One step, from 0, by this part of the full rate; its loss. */
    float step(int step, double rate);

    /**
     * Saves all that is needed to go on, and judges it.
     *
     * @param last whether the run ends with it
     */
    ImageProgress checkpoint(ImageProgress progress, boolean last) throws IOException;
  }

  TrainingLoop(Options options) {
    this.options = options;
  }

  /** Asks the run to save and end after the step it is in. */
  void stop() {
    stopping = true;
  }

  /** Ends this run after {@code steps} of its own, saved as by {@link #stop}. */
  void stopAfter(int steps) {
    ownSteps = steps;
  }

  void run(Work work, ImageProgress begun) throws IOException {
    int steps = (int) (options.images / options.rows);
    Stopwatch run = new Stopwatch();
    Stopwatch sinceSaved = new Stopwatch();
    Stopwatch sinceReport = new Stopwatch();
    ImageProgress progress = begun;
    while (progress.step() < steps && !stopping) {
      progress = step(work, progress, steps);
      stopping |=
          progress.step() == steps
              || progress.step() - begun.step() >= ownSteps
              || run.passed(options.limit);
      if (stopping || sinceReport.passed(REPORT_EVERY)) {
        report(progress, steps, begun.step(), run);
        sinceReport = new Stopwatch();
      }
      if (stopping || sinceSaved.passed(options.checkpointEvery)) {
        progress = work.checkpoint(progress, stopping);
        sinceSaved = new Stopwatch();
      }
    }
  }

  private ImageProgress step(Work work, ImageProgress progress, int steps) {
    Stopwatch time = new Stopwatch();
    int step = progress.step();
    float loss = work.step(step, rate(step, steps));
    if (!Float.isFinite(loss)) {
      throw new IllegalStateException("loss became " + loss + " at step " + step);
    }
    return progress.next(options.rows, loss, time.seconds());
  }

  /** Warm-up, a flat stretch, then a straight line to a twentieth. */
  static double rate(int step, int steps) {
    double warm = Math.min(1, (step + 1) / (double) WARMUP_STEPS);
    double left = (steps - step) / (steps * (1 - FLAT));
    return warm * Math.clamp(left, 0.05, 1);
  }

  private void report(ImageProgress progress, int steps, int first, Stopwatch run) {
    int own = progress.step() - first;
    say(
        "step %d/%d loss %.4f, %.1f images/s, %.1f a core's second, ETA %.1f h",
        progress.step(),
        steps,
        progress.loss(),
        own * options.rows / run.seconds(),
        own * options.rows / run.coreSeconds(),
        (steps - progress.step()) * run.seconds() / own / 3600);
  }

  static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
