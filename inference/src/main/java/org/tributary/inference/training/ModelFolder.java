package org.tributary.inference.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.manifest.ModelManifest.Lineage;

/** A model as the project ships it: export, evaluation, manifest with lineage, and card. */
record ModelFolder(Path path) {
  private static final String OWNER = "Tributary";
  private static final String LICENCE = "Apache-2.0";
  private static final String DATASET = "dataset";
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

  String name() {
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
    List<Lineage> members = new ArrayList<>();
    List<Integer> shares = shares(sets.stream().map(TrainingSet::weight).toList());
    for (int i = 0; i < sets.size(); i++) {
      TrainingSet set = sets.get(i);
      members.add(
          new Lineage(
              set.name(),
              DATASET,
              set.ownerOrCollector(),
              set.licence(),
              set.source(),
              set.sha256(),
              shares.get(i),
              null));
    }
    return new Lineage(name, DATASET, OWNER, "each member's own licence", null, null, bps, members);
  }

  /**
   * Basis points in proportion to {@code weights} that sum to the whole; largest remainders win.
   */
  static List<Integer> shares(List<Double> weights) {
    double total = weights.stream().mapToDouble(Double::doubleValue).sum();
    List<Integer> shares = new ArrayList<>();
    List<Integer> byRemainder = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      // A hair more, so that 0.42 of 10000 is 4200 in binary fractions too.
      shares.add((int) Math.floor(ModelManifest.BPS * weights.get(i) / total + 1e-9));
      byRemainder.add(i);
    }
    byRemainder.sort(
        Comparator.comparingDouble(
            i -> shares.get(i) - ModelManifest.BPS * weights.get(i) / total));
    int left = ModelManifest.BPS - shares.stream().mapToInt(Integer::intValue).sum();
    for (int i = 0; i < left; i++) {
      shares.set(byRemainder.get(i), shares.get(byRemainder.get(i)) + 1);
    }
    return shares;
  }
}
