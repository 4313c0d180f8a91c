package org.tributary.inference.training.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.tributary.inference.engine.EngineThreads;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary train publish-image}: puts a trained image model where the project ships it. */
@Command(
    name = "publish-image",
    description =
        "Writes models/<name>: the averaged weights of a training folder, its scorer with the"
            + " training pictures as it sees them, the captions' words, an evaluation, sheets of"
            + " samples, manifest and card. The training folders are only read.",
    mixinStandardHelpOptions = true)
public final class PublishImageCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--data", required = true, description = "The data that it was trained on.")
  private Path data = Path.of("");

  @Option(names = "--work", description = "What train image wrote (default: ${DEFAULT-VALUE}).")
  private Path work = Path.of(".tributary/training/image");

  @Option(
      names = "--scorer",
      description = "What train image-scorer wrote (default: ${DEFAULT-VALUE}).")
  private Path scorer = Path.of(".tributary/training/image-scorer");

  @Option(names = "--to", description = "Folder to ship it in (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of("models/rill-10m");

  @Option(
      names = "--scenes",
      description = "Images to draw for each trait of captions (default: ${DEFAULT-VALUE}).")
  private int scenes = 60;

  @Option(names = "--threads", description = "Engine threads (default: ${DEFAULT-VALUE}).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() throws Exception {
    require("--data", data.resolve("manifest.json"));
    for (String file : List.of("checkpoint.safetensors", "tokenizer.json", "export/config.json")) {
      require("--work", work.resolve(file));
      require("--scorer", scorer.resolve(file));
    }
    if (scenes < 1) {
      throw new ParameterException(spec.commandLine(), "--scenes must be at least 1");
    }
    // Products are small: threads that spin between them take more than they give.
    EngineThreads.prepareProcess(threads, EngineThreads.Wait.PASSIVE);
    System.setProperty("java.awt.headless", "true");
    new ImagePublication(data, work, scorer, new ImageFolder(to), scenes).run();
    return 0;
  }

  private void require(String option, Path file) {
    if (!Files.exists(file)) {
      throw new ParameterException(spec.commandLine(), option + ": there is no " + file);
    }
  }
}
