package org.tributary.inference.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.Tensor;

/** The README.md of a shipped model, written from its files alone. */
final class ModelCard {
  static final String FILE = "README.md";
  private static final String NOTES = "training-notes.md";
  private static final int MAX_SHOWN = 300;

  private final ModelManifest manifest;
  private final DecoderConfig config;
  private final long parameters;
  private final TrainingSet.Catalogue catalogue;
  private final Evaluation evaluation;
  private final String notes;

  private ModelCard(
      ModelManifest manifest,
      DecoderConfig config,
      long parameters,
      TrainingSet.Catalogue catalogue,
      Evaluation evaluation,
      String notes) {
    this.manifest = manifest;
    this.config = config;
    this.parameters = parameters;
    this.catalogue = catalogue;
    this.evaluation = evaluation;
    this.notes = notes;
  }

  static ModelCard of(Path folder, TrainingSet.Catalogue catalogue, Evaluation evaluation)
      throws IOException {
    return new ModelCard(
        ModelManifest.read(folder),
        DecoderConfig.read(folder),
        Safetensors.read(folder.resolve("model.safetensors")).values().stream()
            .mapToLong(Tensor::size)
            .sum(),
        catalogue,
        evaluation,
        notes(folder));
  }

  /** What only the people who trained it can say, kept beside the weights it is about. */
  private static String notes(Path folder) throws IOException {
    Path file = folder.resolve(NOTES);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  String text() throws IOException {
    return String.join(
        "\n",
        template("head"),
        dataTable("Prose", catalogue.prose()),
        dataTable("Dialogues", catalogue.dialogues()),
        template("training"),
        notes,
        trainingFacts(),
        template("evaluation"),
        evaluationTable(),
        criteria(),
        samples(),
        template("foot"));
  }

  /** A part of the card's fixed words, with the model's numbers filled in. */
  private String template(String part) throws IOException {
    try (var in = ModelCard.class.getResourceAsStream("card-" + part + ".md")) {
      if (in == null) {
        throw new IOException("no card-" + part + ".md among the program's resources");
      }
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .replace("@NAME@", manifest.name())
          .replace("@LICENCE@", manifest.licence())
          .replace("@PARAMETERS@", format("%.1f", parameters / 1e6))
          .replace("@LAYERS@", Integer.toString(config.layers().size()))
          .replace("@HIDDEN@", Integer.toString(config.hidden()))
          .replace("@HEADS@", Integer.toString(config.heads()))
          .replace("@KV_HEADS@", Integer.toString(config.kvHeads()))
          .replace("@VOCABULARY@", format("%,d", config.vocabulary()))
          .replace("@CONTEXT@", Integer.toString(config.context()))
          .replace("@HASH@", evaluation.contentHash());
    }
  }

  private static String dataTable(String title, List<TrainingSet> sets) {
    return "\n### "
        + title
        + "\n\n| set | owner | licence | source | share of its kind |\n|---|---|---|---|---|\n"
        + sets.stream()
            .map(s ->
                "| %s | %s | %s | %s | %s |"
                    .formatted(
                        s.name(),
                        cell(s.ownerOrCollector()),
                        cell(s.licence()),
                        cell(s.source()),
                        format("%.0f %%", s.weight() * 100)))
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private String trainingFacts() {
    TrainingProgress p = evaluation.training();
    if (p == null) {
      return "How far the training had come was not recorded.\n";
    }
    return "| | |\n|---|---|\n"
        + row("optimizer steps", format("%,d", p.step()))
        + row("model-tokens", format("%,d", p.modelTokens()))
        + row("hours", format("%.1f", p.seconds() / 3600))
        + row("hardware", evaluation.hardware())
        + row("loss of the last step", format("%.3f nats per model-token", p.loss()))
        + row(
            "held-out loss",
            format("%.3f nats per model-token of the assistant's turns", p.heldOutLoss()));
  }

  private static String row(String name, String value) {
    return "| " + name + " | " + value + " |\n";
  }

  private String evaluationTable() {
    return "| topic | n | pass | 95 % interval | equal to a reference | well formed | answer seen |\n"
        + "|---|---|---|---|---|---|---|\n"
        + evaluation.topics().stream().map(ModelCard::row).collect(Collectors.joining());
  }

  private static String row(Evaluation.TopicResult r) {
    double all = Math.max(1, r.n());
    return format(
        "| %s | %d | **%.0f %%** | %.0f–%.0f %% | %.0f %% | %.0f %% | %.0f %% |\n",
        r.topic(),
        r.n(),
        100 * r.passed() / all,
        100 * r.low(),
        100 * r.high(),
        100 * r.exact() / all,
        100 * r.wellFormed() / all,
        100 * r.answerSeen() / all);
  }

  private String criteria() {
    return "An answer passes if it is well formed and, by topic:\n\n"
        + evaluation.topics().stream()
            .map(r -> "- **" + r.topic() + "**: " + r.criterion() + "\n")
            .collect(Collectors.joining());
  }

  private String samples() {
    StringBuilder text = new StringBuilder("\n## Sample dialogues\n");
    for (Evaluation.TopicResult r : evaluation.topics()) {
      text.append("\n### ").append(r.topic()).append('\n');
      list(text, "Passed", r.good());
      list(text, "Failed", r.bad());
    }
    text.append("\n### Openings of no data set, as they came\n");
    list(text, "Unselected", evaluation.unselected());
    return text.toString();
  }

  private static void list(StringBuilder text, String title, List<Evaluation.Sample> samples) {
    if (samples.isEmpty()) {
      text.append("\n").append(title).append(": none.\n");
      return;
    }
    text.append("\n| ")
        .append(title)
        .append(" | the model's answer | a reference |\n|---|---|---|\n");
    for (Evaluation.Sample s : samples) {
      String reference = s.reference() == null ? "" : s.reference();
      text.append(
          "| %s | %s | %s |\n".formatted(cell(s.question()), cell(s.answer()), cell(reference)));
    }
  }

  /** Text as it was, safe in a table's cell. */
  private static String cell(String text) {
    String shown = text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "…" : text;
    return shown
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace("|", "\\|")
        .replace("*", "\\*")
        .replace("_", "\\_")
        .replace("`", "\\`")
        .replaceAll("\\s*\\n\\s*", "<br>");
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
