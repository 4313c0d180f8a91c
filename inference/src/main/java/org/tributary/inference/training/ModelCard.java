package org.tributary.inference.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.Tensor;

/** The README.md of a shipped model, written from its files alone. */
final class ModelCard {
  private static final String NOTES = "training-notes.md";

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
        CardText.dataTable("Prose", catalogue.prose()),
        CardText.dataTable("Dialogues", catalogue.dialogues()),
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
    return CardText.part(
        ModelCard.class,
        part,
        Map.ofEntries(
            Map.entry("NAME", manifest.name()),
            Map.entry("LICENCE", manifest.licence()),
            Map.entry("PARAMETERS", CardText.format("%.1f", parameters / 1e6)),
            Map.entry("LAYERS", Integer.toString(config.layers().size())),
            Map.entry("HIDDEN", Integer.toString(config.hidden())),
            Map.entry("HEADS", Integer.toString(config.heads())),
            Map.entry("KV_HEADS", Integer.toString(config.kvHeads())),
            Map.entry("VOCABULARY", CardText.format("%,d", config.vocabulary())),
            Map.entry("CONTEXT", Integer.toString(config.context())),
            Map.entry("HASH", evaluation.contentHash())));
  }

  private String trainingFacts() {
    TrainingProgress p = evaluation.training();
    if (p == null) {
      return "How far the training had come was not recorded.\n";
    }
    return "| | |\n|---|---|\n"
        + CardText.row("optimizer steps", CardText.format("%,d", p.step()))
        + CardText.row("model-tokens", CardText.format("%,d", p.modelTokens()))
        + CardText.row("hours", CardText.format("%.1f", p.seconds() / 3600))
        + CardText.row("hardware", evaluation.hardware())
        + CardText.row(
            "loss of the last step", CardText.format("%.3f nats per model-token", p.loss()))
        + CardText.row(
            "held-out loss",
            CardText.format("%.3f nats per model-token of the assistant's turns", p.heldOutLoss()));
  }

  private String evaluationTable() {
    return "| topic | n | pass | 95 % interval | equal to a reference | well formed | answer seen |\n"
        + "|---|---|---|---|---|---|---|\n"
        + evaluation.topics().stream().map(ModelCard::row).collect(Collectors.joining());
  }

  private static String row(Evaluation.TopicResult r) {
    double all = Math.max(1, r.n());
    return CardText.format(
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
          "| %s | %s | %s |\n"
              .formatted(
                  CardText.cell(s.question()),
                  CardText.cell(s.answer()),
                  CardText.cell(reference)));
    }
  }
}
