package org.tributary.inference.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.manifest.ModelManifest.Lineage;

/** A model as the project ships it: export, evaluation, manifest with lineage, and card. */
public record ModelFolder(Path path) {
  public static final String OWNER = "Tributary";

  /** Of the weights that the project trains. */
  public static final String LICENCE = "Apache-2.0";

  private static final int PROSE_BPS = 4000;
  private static final int DIALOGUES_BPS = 5000;
  private static final List<String> EXPORTED =
      List.of("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors");

  /** Copies {@code export} here and writes its manifest; the folder's name is the model's. */
  void publish(Path export, TrainingSet.Catalogue catalogue) throws IOException {
    Files.createDirectories(path);
    for (String file : EXPORTED) {
      Files.copy(export.resolve(file), path.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    manifest(catalogue).write(path);
  }

  /** The model's. */
  public String name() {
    return path.toAbsolutePath().normalize().getFileName().toString();
  }

  private ModelManifest manifest(TrainingSet.Catalogue catalogue) {
    return new ModelManifest(
        name(),
        OWNER,
        LICENCE,
        "A small chat model trained from scratch: greetings, definitions, commands, countries.",
        new ModelManifest.Prices(200_000, 800_000),
        new ModelManifest.Terms(5000, 500),
        List.of(
            collection("tributary-prose-1", PROSE_BPS, catalogue.prose()),
            collection("tributary-dialogues-1", DIALOGUES_BPS, catalogue.dialogues())));
  }

  private static Lineage collection(String name, int bps, List<TrainingSet> sets) {
    return new Lineage(
        name,
        TrainingLineage.DATASET,
        OWNER,
        "each member's own licence",
        null,
        null,
        bps,
        TrainingLineage.of(sets, ModelManifest.BPS));
  }
}
