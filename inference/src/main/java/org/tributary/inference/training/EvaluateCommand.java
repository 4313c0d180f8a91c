package org.tributary.inference.training;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.engine.EngineSettings;
import org.tributary.inference.engine.InferenceEngine;
import org.tributary.models.decoder.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tributary train evaluate}: asks a model what it was not trained on. */
@Command(
    name = "evaluate",
    description = "Ask a model the held-out questions and write how many of its answers pass.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Option(names = "--data", required = true, description = "The data it was trained on.")
  private Path data = Path.of("");

  @Option(names = "--model", required = true, description = "Model folder; it is only read.")
  private Path model = Path.of("");

  @Option(names = "--work", description = "Folder of progress.json (default: the model's parent).")
  private @Nullable Path work;

  @Option(names = "--out", required = true, description = "JSON file for the results.")
  private Path out = Path.of("");

  @Option(names = "--per-topic", description = "Questions at most (default: ${DEFAULT-VALUE}).")
  private int perTopic = 150;

  @Option(
      names = "--precision",
      description = "${COMPLETION-CANDIDATES} (default: the worker's, ${DEFAULT-VALUE}).")
  private Precision precision = Precision.BF16;

  @Override
  public Integer call() throws Exception {
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.offline", "true");
    List<HeldOutQuestion> questions =
        HeldOutQuestion.draw(TrainingSet.Catalogue.open(data).dialogues(), perTopic);
    EngineSettings settings = EngineSettings.DEFAULT.with(precision).with(8, 32, 512);
    try (InferenceEngine engine =
        InferenceEngine.start(model, settings, new SimpleMeterRegistry())) {
      Evaluation evaluation = Evaluation.of(engine, questions, progress(), Machine.describe());
      evaluation.write(out);
      evaluation.topics().forEach(EvaluateCommand::print);
    }
    return 0;
  }

  private @Nullable TrainingProgress progress() throws IOException {
    Path folder = work != null ? work : model.toAbsolutePath().normalize().getParent();
    return folder != null && Files.exists(folder.resolve("progress.json"))
        ? TrainingProgress.read(folder)
        : null;
  }

  private static void print(Evaluation.TopicResult r) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-22s %4d of %4d pass (%.0f–%.0f %%), %d exact, %d well formed, answer seen %d",
            r.topic(),
            r.passed(),
            r.n(),
            100 * r.low(),
            100 * r.high(),
            r.exact(),
            r.wellFormed(),
            r.answerSeen()));
  }
}
