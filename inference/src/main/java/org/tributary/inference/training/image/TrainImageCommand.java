package org.tributary.inference.training.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--data",
      required = true,
      description =
          "Folder with noto-emoji-64 and crawl-tiles-64, each a .zip and a .captions.jsonl.")
  private Path data = Path.of("");

  @Option(names = "--work", description = "Checkpoints go here (default: ${DEFAULT-VALUE}).")
  private Path work = Path.of(".tributary/training/image");

  @Option(
      names = "--images",
      description =
          "Images to see in all, over every run; the rate falls over the last 30 %%"
              + " (default: ${DEFAULT-VALUE}).")
  private long images = 700_000;

  @Option(names = "--rows", description = "Images in a batch (default: ${DEFAULT-VALUE}).")
  private int rows = 96;

  @Option(
      names = "--width",
      description = "Hidden values of the model, a multiple of 128 (default: ${DEFAULT-VALUE}).")
  private int width = 256;

  @Option(names = "--threads", description = "Engine threads (default: ${DEFAULT-VALUE}).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--minutes", description = "End this run after so many (default: no limit).")
  private long minutes = Duration.ofDays(365).toMinutes();

  @Option(names = "--checkpoint-minutes", description = "Default: ${DEFAULT-VALUE}.")
  private int checkpointMinutes = 10;

  @Option(names = "--sheet-minutes", description = "Default: ${DEFAULT-VALUE}.")
  private int sheetMinutes = 30;

  @Option(names = "--seed", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 20261122;

  @Override
  public Integer call() throws Exception {
    for (Style style : Style.values()) {
      if (!Files.exists(data.resolve(style.dataset() + ".zip"))) {
        throw new ParameterException(
            spec.commandLine(),
            "--data " + data + " has no " + style.dataset() + ".zip: name the pictures' folder");
      }
    }
    if (width < 128 || width % 128 != 0) {
      throw new ParameterException(
          spec.commandLine(), "--width " + width + " is not a multiple of 128");
    }
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("java.awt.headless", "true");
    ImageTraining training =
        new ImageTraining(
            new ImageTraining.Options(
                data,
                work,
                images,
                rows,
                seed,
                Duration.ofMinutes(minutes),
                Duration.ofMinutes(checkpointMinutes),
                Duration.ofMinutes(sheetMinutes)),
            ImageTraining.shape(width),
            ContactSheet.standard());
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(training, ended)));
    try {
      training.run();
    } finally {
      ended.countDown();
    }
    return 0;
  }

  private static void stopAndWait(ImageTraining training, CountDownLatch ended) {
    training.stop();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
