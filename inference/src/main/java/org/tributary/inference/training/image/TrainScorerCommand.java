package org.tributary.inference.training.image;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tributary train image-scorer}: trains what images are judged by. */
@Command(
    name = "image-scorer",
    description =
        "A scorer of images against captions, learnt from the same pictures as the image model and"
            + " apart from it. It is in <work>/export after each checkpoint, which says how often"
            + " a held-out picture's caption finds it. Interrupt it at will: the same command goes"
            + " on.",
    mixinStandardHelpOptions = true)
public final class TrainScorerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  private TrainingOptions options =
      new TrainingOptions(Path.of(".tributary/training/image-scorer"), 250_000, 128);

  @Override
  public Integer call() throws Exception {
    ScorerTraining training = new ScorerTraining(options.prepared(spec), ScorerTraining.shipped());
    TrainingOptions.runUntilStopped(training.loop(), training::run);
    return 0;
  }
}
