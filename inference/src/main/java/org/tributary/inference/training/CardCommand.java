package org.tributary.inference.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.inference.training.image.ImageCard;
import org.tributary.models.diffusion.DiffusionConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tributary train card}: writes a shipped model's card anew from its evaluation. */
@Command(
    name = "card",
    description = "Write models/<name>/README.md from its evaluation and the data's manifests.",
    mixinStandardHelpOptions = true)
final class CardCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "A published model's folder.")
  private Path folder = Path.of("");

  @Option(names = "--data", required = true, description = "The data it was trained on.")
  private Path data = Path.of("");

  @Override
  public Integer call() throws Exception {
    String card = DiffusionConfig.isOf(folder) ? ImageCard.of(folder, data).text() : chatCard();
    Files.writeString(folder.resolve(CardText.FILE), card);
    return 0;
  }

  private String chatCard() throws IOException {
    return ModelCard.of(
            folder,
            TrainingSet.Catalogue.open(data),
            Evaluation.read(folder.resolve(Evaluation.FILE)))
        .text();
  }
}
