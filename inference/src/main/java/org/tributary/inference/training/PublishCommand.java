package org.tributary.inference.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.models.manifest.ModelManifest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tributary train publish}: puts an evaluated export where the project ships it. */
@Command(
    name = "publish",
    description = "Copy an evaluated export to models/<name>, with its manifest and card.",
    mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--data", required = true, description = "The data it was trained on.")
  private Path data = Path.of("");

  @Option(names = "--export", required = true, description = "What train chat exported; only read.")
  private Path export = Path.of("");

  @Option(names = "--evaluation", required = true, description = "What train evaluate wrote.")
  private Path evaluation = Path.of("");

  @Option(names = "--to", description = "Folder to ship it in (default: ${DEFAULT-VALUE}).")
  private Path to = Path.of("models/brook-7m");

  @Override
  public Integer call() throws Exception {
    Evaluation evaluated = Evaluation.read(evaluation);
    if (!evaluated.contentHash().equals(ModelManifest.contentHash(export).hex())) {
      throw new ParameterException(
          spec.commandLine(),
          evaluation + " is of another checkpoint: run train evaluate on " + export + " first");
    }
    TrainingSet.Catalogue catalogue = TrainingSet.Catalogue.open(data);
    new ModelFolder(to).publish(export, catalogue);
    evaluated.write(to.resolve(Evaluation.FILE));
    Files.writeString(to.resolve(CardText.FILE), ModelCard.of(to, catalogue, evaluated).text());
    System.out.println("published " + to);
    return 0;
  }
}
