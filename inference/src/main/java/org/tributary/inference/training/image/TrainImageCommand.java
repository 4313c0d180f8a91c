package org.tributary.inference.training.image;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary train image}: trains the shipped image model. */
@Command(
    name = "image",
    description =
        "A tokenizer of the captions, then the diffusion transformer. The model is in"
            + " <work>/export after each checkpoint, samples in <work>/sheet-<step>.png."
            + " Interrupt it at will: the same command goes on.",
    mixinStandardHelpOptions = true)
public final class TrainImageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin
  private TrainingOptions options =
      new TrainingOptions(Path.of(".tributary/training/image"), 700_000, 96);

  @Option(
      names = "--width",
      description = "Hidden values of the model, a multiple of 128 (default: ${DEFAULT-VALUE}).")
  private int width = 256;

  @Option(names = "--sheet-minutes", description = "Default: ${DEFAULT-VALUE}.")
  private int sheetMinutes = 30;

  @Override
  public Integer call() throws Exception {
    if (width < 128 || width % 128 != 0) {
      throw new ParameterException(
          spec.commandLine(), "--width " + width + " is not a multiple of 128");
    }
    ImageTraining training =
        new ImageTraining(
            options.prepared(spec),
            ImageTraining.shape(width),
            ContactSheet.prompts(),
            Duration.ofMinutes(sheetMinutes));
    TrainingOptions.runUntilStopped(training.loop(), training::run);
    return 0;
  }
}
