package org.tributary.inference.training.image;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Trains the scorer that judges what an image model draws, apart from that model. */
final class ScorerTraining {
  private static final double ADAM_RATE = 1e-3;
  private static final double MUON_RATE = 0.01;
  private static final double AVERAGED = 0.998;

  private final TrainingLoop.Options options;
  private final ScorerConfig config;
  private final TrainingLoop loop;

  ScorerTraining(TrainingLoop.Options options, ScorerConfig config) {
    this.options = options;
    this.config = config;
    this.loop = new TrainingLoop(options);
  }

  /** About 3 million parameters. */
  static ScorerConfig shipped() {
    return new ScorerConfig(64, 8, 192, 4, 3, 64, 2048, 32, 128);
  }

  /** Of the run, to end it. */
  TrainingLoop loop() {
    return loop;
  }

  void run() throws IOException, MalformedModelException {
    try (CaptionEncoder captions =
        Lessons.captions(options, config.vocabulary(), config.captionLength())) {
      Scenes scenes = Lessons.scenes(options.data());
      Path checkpoint = options.work().resolve("checkpoint.safetensors");
      ScorerArchive archive = new ScorerArchive(config);
      Map<String, Tensor> state =
          Files.exists(checkpoint)
              ? Safetensors.read(checkpoint)
              : archive.initialWeights(options.seed());
      try (GraphTrainer trainer =
          GraphTrainer.start(
              archive.graph(), archive.module(state), archive.source(), options.work())) {
        state.clear();
        ImageProgress begun = ImageProgress.read(options.work());
        loop.run(new Learning(trainer, scenes, captions, checkpoint), begun);
      }
    }
  }

  /** Steps of this scorer, and its checkpoints. */
  private final class Learning implements TrainingLoop.Work {
    private final GraphTrainer trainer;
    private final Scenes scenes;
    private final CaptionEncoder captions;
    private final Path checkpoint;

    Learning(GraphTrainer trainer, Scenes scenes, CaptionEncoder captions, Path checkpoint) {
      this.trainer = trainer;
      this.scenes = scenes;
      this.captions = captions;
      this.checkpoint = checkpoint;
    }

    @Override
    public float step(int step, double rate) {
      double follow = 1 - Math.min(AVERAGED, (1 + step) / (10.0 + step));
      return trainer.step(batch(step), ADAM_RATE * rate, MUON_RATE * rate, step + 1, follow);
    }

    /** A function of the seed and the step alone. */
    private ScorerBatch batch(int step) {
      List<Scene> drawn = new ArrayList<>();
      SplittableRandom random = FlowBatches.random(options.seed() + 1, step);
      while (drawn.size() < options.rows()) {
        Scene scene = scenes.draw(random);
        if (captions.encode(scene.caption()).isPresent()) {
          drawn.add(scene);
        }
      }
      return ScorerBatch.of(drawn, captions, config);
    }

    @Override
    public ImageProgress checkpoint(ImageProgress progress, boolean last) throws IOException {
      trainer.save(checkpoint);
      progress.write(options.work());
      Path export = options.work().resolve("export");
      Path tokenizer = options.work().resolve("tokenizer.json");
      FlowExport.write(export, config.json(), trainer.averages(), tokenizer);
      try (ImageScorer scorer = ImageScorer.open(export, DType.BF16)) {
        Retrieval learnt = retrieval(scorer, scenes.learnt());
        Retrieval heldOut = retrieval(scorer, scenes.heldOut());
        TrainingLoop.say(
            "saved step %d; captions find their picture: %s learnt, %s held out",
            progress.step(), learnt, heldOut);
      }
      return progress;
    }

    private Retrieval retrieval(ImageScorer scorer, List<Scene> chosen) {
      List<Scene> fitting =
          chosen.stream().filter(s -> captions.encode(s.caption()).isPresent()).toList();
      ScorerBatch batch = ScorerBatch.of(fitting, captions, config);
      return Retrieval.of(
          scorer.captions(batch.ids()),
          scorer.images(batch.images()),
          fitting.stream().map(Scene::caption).toList());
    }
  }
}
