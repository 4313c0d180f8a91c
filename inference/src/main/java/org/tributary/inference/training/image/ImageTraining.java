package org.tributary.inference.training.image;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.DiffusionWeights;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Trains the shipped image model from pictures and captions; can be resumed at any step. */
final class ImageTraining {
  private static final double ADAM_RATE = 1.5e-3;
  private static final double MUON_RATE = 0.02;
  private static final int WARMUP_STEPS = 100;
  private static final double FLAT = 0.7;
  private static final double AVERAGED = 0.999;
  private static final Duration REPORT_EVERY = Duration.ofMinutes(1);

  private final Options options;
  private final DiffusionConfig config;
  private final ContactSheet sheet;
  private volatile boolean stopping;
  private int ownSteps = Integer.MAX_VALUE;

  /**
   * What to train on and for how long.
   *
   * @param data folder of the pictures' zips and captions
   * @param work folder of checkpoints, samples and the exported model
   * @param images how many are seen in all; the rate falls over the last part of them
   * @param rows images of a batch
   * @param limit how long this run may take
   */
  record Options(
      Path data,
      Path work,
      long images,
      int rows,
      long seed,
      Duration limit,
      Duration checkpointEvery,
      Duration sheetEvery) {}

  ImageTraining(Options options, DiffusionConfig config, ContactSheet sheet) {
    this.options = options;
    this.config = config;
    this.sheet = sheet;
  }

  /** About 10 million parameters with 256 hidden values, 22 million with 384. */
  static DiffusionConfig shape(int width) {
    return new DiffusionConfig(64, 8, width, 8, width / 2, 2, 192, 3, 64, 2048, 32);
  }

  /** Asks the run to save and end after the step it is in. */
  void stop() {
    stopping = true;
  }

  /** Ends this run after {@code steps} of its own, saved as by {@link #stop}. */
  void stopAfter(int steps) {
    ownSteps = steps;
  }

  void run() throws IOException, MalformedModelException {
    Files.createDirectories(options.work);
    List<PictureSet> sets = new ArrayList<>();
    for (Style style : Style.values()) {
      sets.add(PictureSet.read(options.data, style));
    }
    Scenes scenes = new Scenes(sets);
    sets.forEach(
        s -> say("%s: %d pictures, %d held out", s.style(), s.learnt().size(), s.heldOut().size()));
    if (scenes.heldOut().isEmpty() || scenes.learnt().isEmpty()) {
      throw new IOException(options.data + " has too few pictures to hold any out");
    }
    Path tokenizer = options.work.resolve("tokenizer.json");
    if (!Files.exists(tokenizer)) {
      say("learning a tokenizer of %d entries", config.vocabulary());
      CaptionVocabulary.learn(scenes, sets, config.vocabulary(), options.work);
    }
    try (CaptionEncoder captions = CaptionEncoder.open(options.work, config.captionLength())) {
      FlowBatches batches = new FlowBatches(config, scenes, captions, options.seed);
      Path checkpoint = checkpointFile();
      boolean resumed = Files.exists(checkpoint);
      Map<String, Tensor> state =
          resumed
              ? Safetensors.read(checkpoint)
              : new FlowTrainingArchive(config).initialWeights(options.seed);
      ImageProgress progress = ImageProgress.read(options.work);
      try (FlowTrainer trainer = FlowTrainer.start(config, state, options.work)) {
        state.clear();
        say("%s at step %d", resumed ? "resumed" : "begun", progress.step());
        train(trainer, batches, progress, new Evaluation(scenes, batches, captions));
      }
    }
  }

  private Path checkpointFile() {
    return options.work.resolve("checkpoint.safetensors");
  }

  private void train(
      FlowTrainer trainer, FlowBatches batches, ImageProgress progress, Evaluation evaluation)
      throws IOException {
    int steps = (int) (options.images / options.rows);
    say("%,d parameters, %d steps", new DiffusionWeights(config).count(), steps);
    Stopwatch run = new Stopwatch();
    Stopwatch sinceSaved = new Stopwatch();
    Stopwatch sinceSheet = new Stopwatch();
    Stopwatch sinceReport = new Stopwatch();
    int first = progress.step();
    while (progress.step() < steps && !stopping) {
      progress = step(trainer, batches, progress, steps);
      boolean last =
          progress.step() == steps
              || progress.step() - first >= ownSteps
              || run.passed(options.limit);
      stopping |= last;
      if (stopping || sinceReport.passed(REPORT_EVERY)) {
        report(progress, steps, first, run);
        sinceReport = new Stopwatch();
      }
      if (stopping || sinceSaved.passed(options.checkpointEvery)) {
        boolean drawn = last || sinceSheet.passed(options.sheetEvery);
        progress = checkpoint(trainer, progress, evaluation, drawn);
        sinceSaved = new Stopwatch();
        sinceSheet = drawn ? new Stopwatch() : sinceSheet;
      }
    }
  }

  private ImageProgress step(
      FlowTrainer trainer, FlowBatches batches, ImageProgress progress, int steps) {
    Stopwatch time = new Stopwatch();
    int step = progress.step();
    double rate = rate(step, steps);
    double follow = 1 - Math.min(AVERAGED, (1 + step) / (10.0 + step));
    FlowBatch batch = batches.learnt(options.rows, step);
    float loss = trainer.step(batch, ADAM_RATE * rate, MUON_RATE * rate, step + 1, follow);
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

  /** Saves first, so that whatever an evaluation may do to the process, nothing is lost. */
  private ImageProgress checkpoint(
      FlowTrainer trainer, ImageProgress progress, Evaluation evaluation, boolean drawn)
      throws IOException {
    trainer.save(checkpointFile());
    progress.write(options.work);
    Map<String, Tensor> averages = trainer.averages();
    Path export = options.work.resolve("export");
    FlowExport.write(export, config, averages, options.work.resolve("tokenizer.json"));
    try (DiffusionModel model = DiffusionModel.open(export, DType.BF16)) {
      ImageProgress evaluated = evaluation.measure(model, progress);
      evaluated.write(options.work);
      say(
          "saved step %d, averaged weights' loss %.4f, held out %.4f",
          evaluated.step(), evaluated.learntLoss(), evaluated.heldOutLoss());
      if (drawn) {
        evaluation.draw(model, evaluated.step());
      }
      return evaluated;
    }
  }

  /** What checkpoints are judged by. */
  private final class Evaluation {
    private final CaptionEncoder captions;
    private final FlowBatch learnt;
    private final FlowBatch heldOut;

    Evaluation(Scenes scenes, FlowBatches batches, CaptionEncoder captions) {
      this.captions = captions;
      this.learnt = batches.fixed(scenes.learnt());
      this.heldOut = batches.fixed(scenes.heldOut());
    }

    ImageProgress measure(DiffusionModel model, ImageProgress progress) {
      return progress.evaluated(FlowLoss.of(model, learnt), FlowLoss.of(model, heldOut));
    }

    void draw(DiffusionModel model, int step) throws IOException {
      Path file = options.work.resolve("sheet-%06d.png".formatted(step));
      Stopwatch time = new Stopwatch();
      sheet.write(model, captions, file);
      say("drew %s in %.0f s", file.getFileName(), time.seconds());
    }
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
