package org.tributary.inference.training.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.inference.training.CardText;
import org.tributary.inference.training.TrainCommand;
import org.tributary.models.diffusion.DiffusionConfig;
import org.tributary.models.diffusion.ScorerConfig;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;
import picocli.CommandLine;

/** From two training folders to a shipped image model, by the command a person types. */
class PublishImageIT {
  private static final DiffusionConfig SHAPE =
      new DiffusionConfig(64, 16, 32, 2, 32, 1, 32, 1, 16, 320, 24);
  private static final ScorerConfig SCORER = new ScorerConfig(64, 16, 32, 1, 1, 16, 320, 24, 16);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder = Path.of("");
  private final StringWriter said = new StringWriter();
  private Path data = Path.of("");

  @BeforeEach
  void train() throws Exception {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    data = TinyPictures.write(folder.resolve("data"));
    new ImageTraining(options("image", 3, 8), SHAPE, List.of("a red cat"), NEVER).run();
    new ScorerTraining(options("scorer", 3, 8), SCORER).run();
  }

  private TrainingLoop.Options options(String run, int steps, int rows) {
    return new TrainingLoop.Options(
        data,
        folder.resolve(run),
        (long) steps * rows,
        rows,
        3,
        TinyPictures.CAPTIONS,
        NEVER,
        NEVER);
  }

  private int run(Object... arguments) {
    return new CommandLine(new TrainCommand())
        .setErr(new PrintWriter(said))
        .execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
  }

  private int publish(Path to) {
    return run(
        "publish-image",
        "--data",
        data,
        "--work",
        folder.resolve("image"),
        "--scorer",
        folder.resolve("scorer"),
        "--to",
        to,
        "--scenes",
        4,
        "--threads",
        1);
  }

  @Test
  void publishImage_givesAFolderThatSaysAllOfItself() throws Exception {
    Path shipped = folder.resolve("models/rill-test");
    assertEquals(0, publish(shipped), said.toString());

    assertShipsTheAverages(shipped);
    ModelManifest manifest = ModelManifest.read(shipped);
    assertEquals("rill-test", manifest.name());
    assertTrue(manifest.prices().pixelSteps() > 0);
    assertEquals(
        List.of("owner of noto-emoji-64", "owner of crawl-tiles-64"),
        manifest.parents().stream().map(ModelManifest.Lineage::owner).toList());
    assertEquals(9000, manifest.parents().stream().mapToInt(ModelManifest.Lineage::bps).sum());

    JsonNode vocabulary = JSON.readTree(shipped.resolve("vocabulary.json").toFile());
    Set<String> words =
        StreamSupport.stream(vocabulary.path("words").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.toSet());
    assertTrue(words.containsAll(List.of("cat", "wolves", "left", "pixel", "thing")), "" + words);
    assertFalse(words.contains("unicorn"));
    assertEquals("noto style", vocabulary.at("/styles/0/words").asText());

    JsonNode pictures = JSON.readTree(shipped.resolve("scorer/pictures.json").toFile());
    assertEquals(2, pictures.path("sets").size());
    assertEquals(
        Lessons.sets(data).stream().mapToInt(set -> set.learnt().size()).sum(),
        pictures.path("pictures").size());
    for (String sheet : List.of("sheet.png", "sheet-good.png", "sheet-bad.png")) {
      assertEquals(
          ContactSheet.COLUMNS * (2 * 64 + 4) + 4,
          ImageIO.read(shipped.resolve(sheet).toFile()).getWidth());
    }
    assertEvaluated(shipped);
  }

  private void assertShipsTheAverages(Path shipped) throws Exception {
    var averages = ImageFolder.averages(folder.resolve("image"));
    var weights = Safetensors.read(shipped.resolve("model.safetensors"));
    assertEquals(averages.keySet(), weights.keySet());
    assertEquals(
        -1,
        Tensor.require(averages, "head")
            .to(DType.BF16)
            .data()
            .mismatch(Tensor.require(weights, "head").data()));
    assertEquals(SHAPE, DiffusionConfig.read(shipped));
  }

  private void assertEvaluated(Path shipped) throws Exception {
    ImageEvaluation evaluation = ImageEvaluation.read(shipped);
    assertEquals(ModelManifest.contentHash(shipped).hex(), evaluation.contentHash());
    assertEquals(24, evaluation.training().images());
    assertEquals(
        Lessons.sets(data).stream().mapToInt(set -> set.learnt().size()).sum(),
        evaluation.pictures());
    assertEquals(
        List.of("learnt real", "learnt generated", "held out real", "held out generated"),
        evaluation.found().stream().map(f -> f.captions() + " " + f.images()).toList());
    assertTrue(evaluation.found().stream().allMatch(f -> f.first().n() > 0), "" + evaluation);
    assertEquals(Trait.values().length, evaluation.told().size());
    assertTrue(evaluation.told().stream().allMatch(t -> t.generated().n() == 4), "" + evaluation);
    ImageEvaluation.Rounding rounding = evaluation.rounding();
    assertNotEquals(0, rounding.meanDifference());
    assertTrue(rounding.meanDifference() < 20, "" + rounding);
    assertEquals(rounding.fullLoss(), rounding.shippedLoss(), 0.05 * rounding.fullLoss());
    assertTrue(
        evaluation.good().getFirst().similarity() >= evaluation.bad().getFirst().similarity());

    String card = Files.readString(shipped.resolve(CardText.FILE));
    assertFalse(card.matches("(?s).*@[A-Z_]+@.*"), "a blank was left unfilled");
    assertTrue(card.contains("| noto-emoji-64 | owner of noto-emoji-64 |"), card);
    assertTrue(card.contains("| images seen | 24 |"), card);
    Files.delete(shipped.resolve(CardText.FILE));
    assertEquals(0, run("card", "--data", data, shipped), said.toString());
    assertEquals(card, Files.readString(shipped.resolve(CardText.FILE)));
  }

  @Test
  void publishImage_refusesWhatIsNoTrainingFolder_andLeavesNothing() throws Exception {
    Files.delete(folder.resolve("scorer/checkpoint.safetensors"));
    assertEquals(2, publish(folder.resolve("models/rill-test")));
    assertTrue(said.toString().contains("--scorer: there is no"), said.toString());
    try (Stream<Path> all = Files.list(folder)) {
      assertTrue(all.noneMatch(p -> p.endsWith("models")));
    }
  }
}
