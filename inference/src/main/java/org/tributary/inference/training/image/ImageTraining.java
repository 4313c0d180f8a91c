package org.tributary.inference.training.image;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private static final double AVERAGED = 0.999;

  private final TrainingLoop.Options options;
  private final DiffusionConfig config;
  private final List<String> prompts;
  private final Duration sheetEvery;
  private final TrainingLoop loop;

  /**
   * @param prompts of the sheets of samples
   */
  ImageTraining(
      TrainingLoop.Options options,
      DiffusionConfig config,
      List<String> prompts,
      Duration sheetEvery) {
    this.options = options;
    this.config = config;
    this.prompts = List.copyOf(prompts);
    this.sheetEvery = sheetEvery;
    this.loop = new TrainingLoop(options);
  }

  /** About 10 million parameters with 256 hidden values, 22 million with 384. */
  static DiffusionConfig shape(int width) {
    return new DiffusionConfig(64, 8, width, 8, width / 2, 2, 192, 3, 64, 2048, 32);
  }

  /** Of the run, to end it. */
  TrainingLoop loop() {
    return loop;
  }

  void run() throws IOException, MalformedModelException {
    Files.createDirectories(options.work());
    try (CaptionEncoder captions =
        Lessons.captions(options, config.vocabulary(), config.captionLength())) {
      Scenes scenes = Lessons.scenes(options.data());
      FlowBatches batches = new FlowBatches(config, scenes, captions, options.seed());
      Path checkpoint = checkpointFile();
      boolean resumed = Files.exists(checkpoint);
      FlowTrainingArchive archive = new FlowTrainingArchive(config);
      Map<String, Tensor> state =
          resumed ? Safetensors.read(checkpoint) : archive.initialWeights(options.seed());
      ImageProgress progress = ImageProgress.read(options.work());
      try (GraphTrainer trainer =
          GraphTrainer.start(
              archive.graph(), archive.module(state), archive.source(), options.work())) {
        state.clear();
        TrainingLoop.say("%s at step %d", resumed ? "resumed" : "begun", progress.step());
        TrainingLoop.say("%,d parameters", new DiffusionWeights(config).count());
        loop.run(
            new Learning(trainer, batches, new Evaluation(scenes, batches, captions)), progress);
      }
    }
  }

  private Path checkpointFile() {
    return options.work().resolve("checkpoint.safetensors");
  }

  /** Steps of this model, and its checkpoints. */
  private final class Learning implements TrainingLoop.Work {
    private final GraphTrainer trainer;
    private final FlowBatches batches;
    private final Evaluation evaluation;
    private Stopwatch sinceSheet = new Stopwatch();

    Learning(GraphTrainer trainer, FlowBatches batches, Evaluation evaluation) {
      this.trainer = trainer;
      this.batches = batches;
      this.evaluation = evaluation;
    }

    @Override
    public float step(int step, double rate) {
      double follow = 1 - Math.min(AVERAGED, (1 + step) / (10.0 + step));
      FlowBatch batch = batches.learnt(options.rows(), step);
      return trainer.step(batch, ADAM_RATE * rate, MUON_RATE * rate, step + 1, follow);
    }

    /** Saves first, so that whatever an evaluation may do to the process, nothing is lost. */
    @Override
    public ImageProgress checkpoint(ImageProgress progress, boolean last) throws IOException {
      trainer.save(checkpointFile());
      progress.write(options.work());
      Path export = options.work().resolve("export");
      Path tokenizer = options.work().resolve("tokenizer.json");
      FlowExport.write(export, config.json(), trainer.averages(), tokenizer);
      try (DiffusionModel model = DiffusionModel.open(export, DType.BF16)) {
        ImageProgress evaluated = evaluation.measure(model, progress);
        evaluated.write(options.work());
        TrainingLoop.say(
            "saved step %d, averaged weights' loss %.4f, held out %.4f",
            evaluated.step(), evaluated.learntLoss(), evaluated.heldOutLoss());
        if (last || sinceSheet.passed(sheetEvery)) {
          evaluation.draw(model, evaluated.step());
          sinceSheet = new Stopwatch();
        }
        return evaluated;
      }
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
      Path file = options.work().resolve("sheet-%06d.png".formatted(step));
      Stopwatch time = new Stopwatch();
      ContactSheet.write(new Artist(model, captions).draw(prompts), config.imageSize(), file);
      TrainingLoop.say("drew %s in %.0f s", file.getFileName(), time.seconds());
    }
  }
}
