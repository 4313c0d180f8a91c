package org.tributary.inference.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.manifest.ModelManifest;
import org.tributary.models.manifest.ModelManifest.Lineage;
import picocli.CommandLine;

/** From a trained folder to a shipped one, by the commands a person types. */
class PublishIT {
  @TempDir private Path folder = Path.of("");

  @Test
  void evaluateThenPublish_givesAFolderWithManifestCardAndEvaluation() throws Exception {
    Path data = TinyData.write(folder.resolve("data"));
    Path export = TinyModel.fast(folder.resolve("work/export"));
    new TrainingProgress(7, 1_000, 7_200, 4.5, 4.25).write(folder.resolve("work"));
    Path evaluation = folder.resolve("out/evaluation.json");
    Path shipped = folder.resolve("models/brook-test");

    assertEquals(
        0,
        run("evaluate", "--data", data, "--model", export, "--out", evaluation, "--per-topic", 3));
    assertEquals(
        0,
        run(
            "publish",
            "--data",
            data,
            "--export",
            export,
            "--evaluation",
            evaluation,
            "--to",
            shipped));

    ModelManifest manifest = ModelManifest.read(shipped);
    assertEquals("brook-test", manifest.name());
    assertEquals(9000, manifest.parents().stream().mapToInt(Lineage::bps).sum());
    for (Lineage collection : manifest.parents()) {
      assertEquals(10_000, collection.ancestors().stream().mapToInt(Lineage::bps).sum());
    }
    assertEquals(6, manifest.parents().get(0).ancestors().size());
    assertEquals("owner of taskmaster-4", manifest.parents().get(1).ancestors().get(6).owner());
    assertEquals(ModelManifest.contentHash(export), ModelManifest.contentHash(shipped));

    Evaluation evaluated = Evaluation.read(shipped.resolve(Evaluation.FILE));
    assertEquals(ModelManifest.contentHash(shipped).hex(), evaluated.contentHash());
    assertTrue(evaluated.topics().stream().anyMatch(t -> t.n() > 0), "nothing was asked");
    String card = Files.readString(shipped.resolve(CardText.FILE));
    assertTrue(card.contains("| taskmaster-4 | owner of taskmaster-4 | CC0-1.0 |"), card);
    assertTrue(card.contains("4.250 nats") && card.contains("| hours | 2.0 |"), card);
    assertTrue(!card.matches("(?s).*@[A-Z_]+@.*"), "a blank was left unfilled");

    Files.delete(shipped.resolve(CardText.FILE));
    assertEquals(0, run("card", "--data", data, shipped));
    assertEquals(card, Files.readString(shipped.resolve(CardText.FILE)));
  }

  @Test
  void publish_refusesAnotherCheckpointsEvaluation() throws Exception {
    Path export = TinyModel.fast(folder.resolve("export"));
    Path evaluation = folder.resolve("evaluation.json");
    new Evaluation("00".repeat(32), null, "", java.util.List.of(), java.util.List.of())
        .write(evaluation);
    Path shipped = folder.resolve("shipped");
    assertNotEquals(
        0,
        run(
            "publish",
            "--data",
            folder,
            "--export",
            export,
            "--evaluation",
            evaluation,
            "--to",
            shipped));
    assertTrue(Files.notExists(shipped));
  }

  private static int run(Object... arguments) {
    String[] texts = java.util.Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    return new CommandLine(new TrainCommand()).execute(texts);
  }
}
