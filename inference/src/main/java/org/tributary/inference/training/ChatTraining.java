package org.tributary.inference.training;

import ai.djl.MalformedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.Tensor;

/** Trains the shipped chat model: a tokenizer, then prose, then dialogues; can be resumed. */
final class ChatTraining {
  private static final double ADAM_RATE = 3e-3;
  private static final double MUON_RATE = 0.02;
  private static final int WARMUP_STEPS = 60;
  private static final int HELD_OUT_BATCHES = 12;

  private final Options options;
  private final DecoderShape shape;
  private volatile boolean stopping;
  private int ownSteps = Integer.MAX_VALUE;

  /**
   * What to train on and for how long.
   *
   * @param data folder of the data sets and their manifests
   * @param work folder of checkpoints and intermediate files
   * @param rows sequences of a batch
   * @param checkpointEvery time between checkpoints
   */
  record Options(
      Path data,
      Path work,
      long proseModelTokens,
      long dialogueModelTokens,
      int rows,
      Duration checkpointEvery) {}

  ChatTraining(Options options) {
    this(options, DecoderShape.chat());
  }

  ChatTraining(Options options, DecoderShape shape) {
    this.options = options;
    this.shape = shape;
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
    TrainingSet.Catalogue catalogue = TrainingSet.Catalogue.open(options.data);
    trainTokenizer(catalogue);
    say("encoding %d data sets", catalogue.all().size());
    EncodedCorpus corpus =
        EncodedCorpus.encode(catalogue, options.work.resolve("tokenizer.json"), shape.context());
    say("prose %,d model-tokens, dialogues %,d", corpus.proseIds(), corpus.dialogueIds());
    Path checkpoint = options.work.resolve("checkpoint.safetensors");
    boolean resumed = Files.exists(checkpoint);
    Map<String, Tensor> start =
        resumed
            ? Safetensors.read(checkpoint)
            : new DecoderTrainingArchive(shape).initialWeights(20261122);
    try (DecoderTrainer trainer = DecoderTrainer.start(shape, start, options.work)) {
      TrainingProgress progress = TrainingProgress.read(options.work);
      if (resumed) {
        say("resumed at step %d", progress.step());
      }
      train(trainer, corpus, progress);
    }
  }

  private void trainTokenizer(TrainingSet.Catalogue catalogue) throws IOException {
    if (Files.exists(options.work.resolve("tokenizer_config.json"))) {
      return;
    }
    say("learning a tokenizer of %d entries", shape.vocabulary());
    BpeTrainer bpe = new BpeTrainer();
    for (TrainingSet set : catalogue.prose()) {
      set.records().forEach(r -> bpe.add(EncodedCorpus.text(r)));
    }
    for (TrainingSet set : catalogue.dialogues()) {
      Dialogue.read(set).forEach(d -> d.turns().forEach(t -> bpe.add(t.content())));
    }
    TokenizerFile.write(options.work, bpe.merges(TokenizerFile.mergesFor(shape.vocabulary())));
  }

  private void train(DecoderTrainer trainer, EncodedCorpus corpus, TrainingProgress progress)
      throws IOException {
    long perStep = (long) options.rows * shape.context();
    int proseSteps = (int) (options.proseModelTokens / perStep);
    int steps = proseSteps + (int) (options.dialogueModelTokens / perStep);
    say("%,d parameters, %d steps of %d", shape.parameters(), steps, perStep);
    long began = System.nanoTime();
    long saved = began;
    int first = progress.step();
    int savedStep = first;
    double average = Double.NaN;
    while (progress.step() < steps && !stopping) {
      int step = progress.step();
      double rate = rate(step, proseSteps, steps);
      Batch batch =
          step < proseSteps
              ? corpus.prose(options.rows, step)
              : corpus.dialogues(options.rows, step);
      float loss = trainer.step(batch, ADAM_RATE * rate, MUON_RATE * rate, step + 1);
      if (!Float.isFinite(loss)) {
        throw new IllegalStateException("loss became " + loss + " at step " + step);
      }
      average = Double.isNaN(average) ? loss : 0.98 * average + 0.02 * loss;
      progress = progress.next(perStep, loss);
      stopping |= progress.step() - first >= ownSteps;
      long now = System.nanoTime();
      if (progress.step() % 20 == 0) {
        report(progress, average, step < proseSteps, steps, first, now - began);
      }
      if (now - saved > options.checkpointEvery.toNanos() || progress.step() == steps || stopping) {
        progress = progress.spent(Duration.ofNanos(now - saved));
        checkpoint(trainer, corpus, progress);
        saved = now;
        savedStep = progress.step();
      }
    }
    if (progress.step() > savedStep) {
      checkpoint(trainer, corpus, progress.spent(Duration.ofNanos(System.nanoTime() - saved)));
    }
  }

  /** Warm-up, a flat stretch over the prose, then a straight line to zero over the dialogues. */
  private static double rate(int step, int proseSteps, int steps) {
    double warm = Math.min(1, (step + 1) / (double) WARMUP_STEPS);
    double decay = step < proseSteps ? 1 : (steps - step) / (double) (steps - proseSteps);
    return warm * decay;
  }

  private void report(
      TrainingProgress progress, double loss, boolean prose, int steps, int first, long nanos) {
    double perStep = nanos / 1e9 / (progress.step() - first);
    say(
        "%s step %d/%d loss %.3f %,.0f model-tokens/s ETA %d min",
        prose ? "prose" : "dialogues",
        progress.step(),
        steps,
        loss,
        options.rows * shape.context() / perStep,
        Math.round((steps - progress.step()) * perStep / 60));
  }

  private void checkpoint(DecoderTrainer trainer, EncodedCorpus corpus, TrainingProgress progress)
      throws IOException {
    double heldOut = 0;
    for (int i = 0; i < HELD_OUT_BATCHES; i++) {
      heldOut += trainer.loss(corpus.heldOutDialogues(options.rows, i)) / HELD_OUT_BATCHES;
    }
    trainer.save(options.work.resolve("checkpoint.safetensors"), Map.of());
    progress.heldOut(heldOut).write(options.work);
    ModelExport.write(options.work.resolve("export"), shape, trainer.weights(), options.work);
    say("saved step %d, held-out dialogue loss %.3f", progress.step(), heldOut);
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }
}
