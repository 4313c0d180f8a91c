package org.tributary.inference.training.image;

import static org.tributary.inference.training.CardText.cell;
import static org.tributary.inference.training.CardText.format;
import static org.tributary.inference.training.CardText.row;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tributary.inference.training.CardText;
import org.tributary.inference.training.Proportion;
import org.tributary.inference.training.TrainingSet;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.DiffusionWeights;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.manifest.ModelManifest.Lineage;

/** The README.md of a shipped image model, written from its files alone. */
public final class ImageCard {
  private final ModelManifest manifest;
  private final DiffusionConfig config;
  private final List<TrainingSet> sets;
  private final ImageEvaluation evaluation;

  private ImageCard(
      ModelManifest manifest,
      DiffusionConfig config,
      List<TrainingSet> sets,
      ImageEvaluation evaluation) {
    this.manifest = manifest;
    this.config = config;
    this.sets = sets;
    this.evaluation = evaluation;
  }

  /** Of the model in {@code folder}, trained on {@code data}. */
  public static ImageCard of(Path folder, Path data) throws IOException {
    return new ImageCard(
        ModelManifest.read(folder),
        DiffusionConfig.read(folder),
        ImageFolder.sets(data),
        ImageEvaluation.read(folder));
  }

  public String text() throws IOException {
    return String.join(
        "\n",
        part("head"),
        unselected(),
        part("score"),
        foundTable(),
        toldTable(),
        sheet("Nearest to their captions", "sheet-good.png", evaluation.good()),
        sheet("Farthest from their captions", "sheet-bad.png", evaluation.bad()),
        part("limits"),
        notTold(),
        part("data"),
        CardText.dataTable("Sets", sets),
        training(),
        part("rounding"),
        rounding(),
        part("foot"));
  }

  private String part(String name) throws IOException {
    return CardText.part(
        ImageCard.class,
        name,
        Map.ofEntries(
            Map.entry("NAME", manifest.name()),
            Map.entry("LICENCE", manifest.licence()),
            Map.entry("PARAMETERS", format("%.1f", new DiffusionWeights(config).count() / 1e6)),
            Map.entry("SIDE", Integer.toString(config.imageSize())),
            Map.entry("LAYERS", Integer.toString(config.layers())),
            Map.entry("HIDDEN", Integer.toString(config.hidden())),
            Map.entry("PATCH", Integer.toString(config.patch())),
            Map.entry("FINE_LAYERS", Integer.toString(config.fineLayers())),
            Map.entry("FINE_HIDDEN", Integer.toString(config.fineHidden())),
            Map.entry("TEXT_LAYERS", Integer.toString(config.textLayers())),
            Map.entry("VOCABULARY", format("%,d", config.vocabulary())),
            Map.entry("CAPTION", Integer.toString(config.captionLength() - 1)),
            Map.entry("HASH", evaluation.contentHash()),
            Map.entry("PICTURES", format("%,d", evaluation.pictures())),
            Map.entry("HELD_OUT", Integer.toString(evaluation.heldOut())),
            Map.entry("SAMPLER", evaluation.drawn().sampler()),
            Map.entry("STEPS", Integer.toString(evaluation.drawn().steps())),
            Map.entry("GUIDANCE", format("%.0f", evaluation.drawn().guidance())),
            Map.entry(
                "DATA_BPS",
                Integer.toString(manifest.parents().stream().mapToInt(Lineage::bps).sum()))));
  }

  private String unselected() {
    return "The picture above, row after row: "
        + String.join("; ", evaluation.unselected())
        + ".\n";
  }

  private String foundTable() {
    return "| captions | images | a caption's own is the nearest | among the nearest five |\n"
        + "|---|---|---|---|\n"
        + evaluation.found().stream()
            .map(f ->
                "| %s | %s | %s | %s |\n"
                    .formatted(f.captions(), f.images(), share(f.first()), share(f.five())))
            .collect(Collectors.joining());
  }

  private String toldTable() {
    return "Is a new image nearer to its caption than to ones that say a thing otherwise (\"three\" for"
        + " \"two\", \"left of\" for \"right of\", another background, another colour)?\n\n"
        + "| trait | captions compared | by guessing | real | generated |\n|---|---|---|---|---|\n"
        + evaluation.told().stream()
            .map(t ->
                "| %s | %d | %.0f %% | %s | %s |\n"
                    .formatted(
                        t.trait(),
                        t.choices(),
                        100.0 / t.choices(),
                        share(t.real()),
                        share(t.generated())))
            .collect(Collectors.joining());
  }

  private static String share(Proportion p) {
    return format(
        "**%.0f %%** of %d (%.0f–%.0f %%)",
        100.0 * p.passed() / Math.max(1, p.n()), p.n(), 100 * p.low(), 100 * p.high());
  }

  private static String sheet(String title, String file, List<ImageEvaluation.Sample> samples) {
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < samples.size(); from += ContactSheet.COLUMNS) {
      rows.add(
          samples.subList(from, Math.min(samples.size(), from + ContactSheet.COLUMNS)).stream()
              .map(s -> cell(s.caption()) + format(" (%.2f)", s.similarity()))
              .collect(Collectors.joining("; ")));
    }
    return "### %s\n\n![%s](%s)\n\n%s.\n".formatted(title, title, file, String.join(".\n", rows));
  }

  /** Traits that its images do not show more often than chance would. */
  private String notTold() {
    String traits =
        evaluation.told().stream()
            .filter(t -> t.generated().low() <= 1.0 / t.choices())
            .map(ImageEvaluation.Told::trait)
            .collect(Collectors.joining(", "));
    return traits.isEmpty()
        ? "Each trait in the table above is told from its images more often than by guessing.\n"
        : "Not told from its images more often than by guessing: **" + traits + "**.\n";
  }

  private String training() {
    ImageProgress p = evaluation.training();
    ImageProgress s = evaluation.scorerTraining();
    return "\n## Training\n\n| | |\n|---|---|\n"
        + row("optimizer steps", format("%,d", p.step()))
        + row("images seen", format("%,d", p.images()))
        + row("hours", format("%.1f", p.seconds() / 3600))
        + row("hardware that measured", evaluation.hardware())
        + row("loss (error of the velocity), learnt pictures", format("%.4f", p.learntLoss()))
        + row("loss, held-out pictures", format("%.4f", p.heldOutLoss()))
        + row("images seen by the scorer", format("%,d", s.images()))
        + row("hours of the scorer", format("%.1f", s.seconds() / 3600));
  }

  private String rounding() {
    ImageEvaluation.Rounding r = evaluation.rounding();
    return "| | single precision | as shipped |\n|---|---|---|\n"
        + format("| loss, held-out pictures | %.5f | %.5f |\n", r.fullLoss(), r.shippedLoss())
        + format(
            "\nValues of an image go from 0 to 255. Of %d images drawn both ways by the same seeds, the"
                + " mean difference is %.2f (the worst image's %.2f); %.2f of it where only the"
                + " weights are bfloat16.\n",
            r.images(), r.meanDifference(), r.worstImage(), r.storedMeanDifference());
  }
}
