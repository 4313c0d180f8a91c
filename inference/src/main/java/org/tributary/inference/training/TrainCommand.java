package org.tributary.inference.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.tributary.inference.training.image.PublishImageCommand;
import org.tributary.inference.training.image.TrainImageCommand;
import org.tributary.inference.training.image.TrainScorerCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary train}: trains a model that ships with the project. */
@Command(
    name = "train",
    description = "Train a shipped model, evaluate it, and put it where the project ships it.",
    mixinStandardHelpOptions = true,
    subcommands = {
      TrainCommand.Chat.class,
      TrainImageCommand.class,
      TrainScorerCommand.class,
      EvaluateCommand.class,
      CardCommand.class,
      PublishImageCommand.class,
      PublishCommand.class
    })
public final class TrainCommand {

  @Command(
      name = "chat",
      description =
          "Tokenizer, prose, then dialogues; exports to <work>/export at each checkpoint."
              + " Interrupt it at will: the same command goes on.",
      mixinStandardHelpOptions = true)
  static final class Chat implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
        names = "--data",
        required = true,
        description = "Folder with text/, knowledge/ and chat/, each with a manifest.json.")
    private Path data = Path.of("");

    @Option(names = "--work", description = "Checkpoints go here (default: ${DEFAULT-VALUE}).")
    private Path work = Path.of(".tributary/training/chat");

    @Option(names = "--prose-model-tokens", description = "Default: ${DEFAULT-VALUE}.")
    private long proseModelTokens = 9_000_000;

    @Option(names = "--dialogue-model-tokens", description = "Default: ${DEFAULT-VALUE}.")
    private long dialogueModelTokens = 9_000_000;

    @Option(names = "--rows", description = "Sequences in a batch (default: ${DEFAULT-VALUE}).")
    private int rows = 8;

    @Option(names = "--threads", description = "Engine threads (default: ${DEFAULT-VALUE}).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--checkpoint-minutes", description = "Default: ${DEFAULT-VALUE}.")
    private int checkpointMinutes = 5;

    @Override
    public Integer call() throws Exception {
      if (!Files.isDirectory(data.resolve("chat"))) {
        throw new ParameterException(
            spec.commandLine(), "--data " + data + " has no folder chat: name the data's folder");
      }
      System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
      System.setProperty("ai.djl.offline", "true");
      ChatTraining training =
          new ChatTraining(
              new ChatTraining.Options(
                  data,
                  work,
                  proseModelTokens,
                  dialogueModelTokens,
                  rows,
                  Duration.ofMinutes(checkpointMinutes)));
      CountDownLatch ended = new CountDownLatch(1);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(training, ended)));
      try {
        training.run();
      } finally {
        ended.countDown();
      }
      return 0;
    }

    private static void stopAndWait(ChatTraining training, CountDownLatch ended) {
      training.stop();
      try {
        ended.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
