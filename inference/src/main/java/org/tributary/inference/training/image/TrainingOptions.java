package org.tributary.inference.training.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of every training from pictures. */
final class TrainingOptions {
  @Option(
      names = "--data",
      required = true,
      description =
          "Folder with noto-emoji-64 and crawl-tiles-64, each a .zip and a .captions.jsonl.")
  private Path data = Path.of("");

  @Option(names = "--work", description = "Checkpoints go here (default: ${DEFAULT-VALUE}).")
  private Path work;

  @Option(
      names = "--images",
      description =
          "Images to see in all, over every run; the rate falls over the last 30 %%"
              + " (default: ${DEFAULT-VALUE}).")
  private long images;

  @Option(names = "--rows", description = "Images in a batch (default: ${DEFAULT-VALUE}).")
  private int rows;

  @Option(names = "--threads", description = "Engine threads (default: ${DEFAULT-VALUE}).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--minutes", description = "End this run after so many (default: no limit).")
  private long minutes = Duration.ofDays(365).toMinutes();

  @Option(names = "--checkpoint-minutes", description = "Default: ${DEFAULT-VALUE}.")
  private int checkpointMinutes = 10;

  @Option(names = "--seed", description = "Default: ${DEFAULT-VALUE}.")
  private long seed = 20261122;

  @Option(
      names = "--tokenizer-captions",
      description = "Captions to learn a tokenizer from (default: ${DEFAULT-VALUE}).")
  private int tokenizerCaptions = 40_000;

  TrainingOptions(Path work, long images, int rows) {
    this.work = work;
    this.images = images;
    this.rows = rows;
  }

  /** A training that is run. */
  interface Run {
    void run() throws Exception;
  }

  /** Checked; what PyTorch reads when it is loaded is set. */
  TrainingLoop.Options prepared(CommandSpec spec) {
    for (Style style : Style.values()) {
      if (!Files.exists(data.resolve(style.dataset() + ".zip"))) {
        throw new ParameterException(
            spec.commandLine(),
            "--data " + data + " has no " + style.dataset() + ".zip: name the pictures' folder");
      }
    }
    if (tokenizerCaptions < 1) {
      throw new ParameterException(spec.commandLine(), "--tokenizer-captions must be at least 1");
    }
    if (rows < 1 || images < rows) {
      throw new ParameterException(
          spec.commandLine(), "--images must be at least --rows, and --rows at least 1");
    }
    System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("java.awt.headless", "true");
    return new TrainingLoop.Options(
        data,
        work,
        images,
        rows,
        seed,
        tokenizerCaptions,
        Duration.ofMinutes(minutes),
        Duration.ofMinutes(checkpointMinutes));
  }

  /** Runs to the end, or until a signal, after which it saves. */
  static void runUntilStopped(TrainingLoop loop, Run run) throws Exception {
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(loop, ended)));
    try {
      run.run();
    } finally {
      ended.countDown();
    }
  }

  private static void stopAndWait(TrainingLoop loop, CountDownLatch ended) {
    loop.stop();
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
