package org.tributary.inference.training.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.inference.likeness.Likeness;
import org.tributary.inference.likeness.PictureIndex;
import org.tributary.inference.training.ModelFolder;
import org.tributary.inference.training.TrainingLineage;
import org.tributary.inference.training.TrainingSet;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** An image model as the project ships it: weights, scorer, training pictures, manifest. */
record ImageFolder(Path path) {
  private static final int DATA_BPS = 9000;
  private static final long PIXELS_PER_MILLION = 5_000;
  private static final int AT_ONCE = 256;

  /** The averaged weights of the last checkpoint in {@code work}, in single precision. */
  static Map<String, Tensor> averages(Path work) throws IOException {
    Map<String, Tensor> averages = new LinkedHashMap<>();
    Safetensors.read(work.resolve("checkpoint.safetensors"))
        .forEach((name, tensor) -> {
          if (name.startsWith(TrainingGraph.AVERAGE)) {
            averages.put(name.substring(TrainingGraph.AVERAGE.length()), tensor);
          }
        });
    return averages;
  }

  /** The sets that image models learn from, as the data's manifest names them. */
  static List<TrainingSet> sets(Path data) throws IOException {
    List<TrainingSet> sets = new ArrayList<>();
    for (Style style : Style.values()) {
      sets.add(TrainingSet.find(data, style.dataset(), style.weight()));
    }
    return sets;
  }

  /** Writes the model of {@code work} here with {@code weights}, in bfloat16. */
  void writeModel(Path work, Map<String, Tensor> weights) throws IOException {
    DiffusionConfig config = DiffusionConfig.read(work.resolve("export"));
    FlowExport.write(path, config.json(), weights, work.resolve("tokenizer.json"));
  }

  Path scorer() {
    return path.resolve(Likeness.FOLDER);
  }

  /** Copies the scorer of {@code work}, and lists the pictures learnt from as it sees them. */
  void writeScorer(Path work, List<PictureSet> pictures, List<TrainingSet> sets)
      throws IOException {
    Files.createDirectories(scorer());
    for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
      Files.copy(
          work.resolve("export").resolve(file),
          scorer().resolve(file),
          StandardCopyOption.REPLACE_EXISTING);
    }
    List<Picture> learnt = pictures.stream().flatMap(set -> set.learnt().stream()).toList();
    try (ImageScorer open = ImageScorer.open(scorer(), DType.BF16)) {
      PictureIndex.write(
          scorer(), learnt.stream().map(p -> entry(p, sets)).toList(), embedded(open, learnt));
    }
  }

  /** A few at a time: all of them as planes would take 200 MB. */
  private static float[][] embedded(ImageScorer scorer, List<Picture> pictures) {
    float[][] embeddings = new float[pictures.size()][];
    for (int from = 0; from < pictures.size(); from += AT_ONCE) {
      List<Picture> some = pictures.subList(from, Math.min(pictures.size(), from + AT_ONCE));
      float[][] vectors =
          scorer.images(ImageJudge.planes(some.stream().map(Scenes::plain).toList()));
      System.arraycopy(vectors, 0, embeddings, from, vectors.length);
    }
    return embeddings;
  }

  private static PictureIndex.Entry entry(Picture picture, List<TrainingSet> sets) {
    TrainingSet set =
        sets.stream()
            .filter(s -> s.name().equals(picture.style().dataset()))
            .findFirst()
            .orElseThrow();
    return new PictureIndex.Entry(
        picture.file(),
        picture.name(),
        new PictureIndex.Source(set.name(), set.ownerOrCollector(), set.licence()));
  }

  /** Owner, price and lineage; the folder's name is the model's. */
  void writeManifest(List<TrainingSet> sets) throws IOException {
    new ModelManifest(
            new ModelFolder(path).name(),
            ModelFolder.OWNER,
            ModelFolder.LICENCE,
            "A small image model trained from scratch: emoji and game tiles of 64 by 64 pixels.",
            new ModelManifest.Prices(0, null, 0, PIXELS_PER_MILLION),
            new ModelManifest.Terms(5000, 500),
            TrainingLineage.of(sets, DATA_BPS))
        .write(path);
  }
}
