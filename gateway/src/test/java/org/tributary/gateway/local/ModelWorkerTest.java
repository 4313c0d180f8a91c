package org.tributary.gateway.local;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.models.manifest.ModelManifest;

/** Which workers a stack starts for the models it finds. */
class ModelWorkerTest {
  @TempDir private Path models = Path.of("");

  private void ship(String folder, String name) throws IOException {
    Path path = Files.createDirectories(models.resolve(folder));
    new ModelManifest(
            name,
            "owner",
            "MIT",
            "",
            new ModelManifest.Prices(1, 2),
            new ModelManifest.Terms(5000, 500),
            List.of())
        .write(path);
  }

  @Test
  void all_givesEachModelItsOwnWorkerPortAndKey() throws IOException {
    ship("brook-7m", "brook-7m");
    ship("rill", "rill-10m");
    Files.createDirectories(models.resolve("src"));
    List<ModelWorker> workers = ModelWorker.all(models, 8501);
    assertEquals(
        List.of("worker-brook-7m", "worker-rill-10m"),
        workers.stream().map(ModelWorker::part).toList());
    assertEquals(
        List.of("http://127.0.0.1:8501", "http://127.0.0.1:8502"),
        workers.stream().map(ModelWorker::url).toList());
    StackHome home = new StackHome(Path.of("/home/stack"));
    List<String> command = workers.get(1).command("classes", home, "http://127.0.0.1:8402");
    assertEquals(
        List.of(
            "worker",
            "serve",
            models.resolve("rill").toString(),
            "--port",
            "8502",
            "--gateway",
            "http://127.0.0.1:8402",
            "--key",
            "/home/stack/keys/worker-rill-10m.key"),
        command.subList(command.indexOf("org.tributary.inference.Main") + 1, command.size()));
    assertTrue(command.contains("-Xmx256m"), command.toString());
  }

  @Test
  void all_refusesNothingToServe_equalNames_andPortsBeyondTheLast() throws IOException {
    assertRefused("holds no model", 8501);
    ship("one", "brook");
    ship("two", "brook");
    assertRefused("a model called brook", 8501);
    ship("two", "rill");
    assertRefused("--worker-port", 65_535);
    assertEquals(65_535, ModelWorker.all(models, 65_534).getLast().port());
  }

  private void assertRefused(String why, int firstPort) {
    StackFailure refusal =
        assertThrows(StackFailure.class, () -> ModelWorker.all(models, firstPort));
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
  }

  @Test
  void requireApart_namesTheWorkerWhosePortIsAnothers() {
    List<ModelWorker> workers =
        List.of(new ModelWorker("brook", models, 8501), new ModelWorker("rill", models, 8502));
    StackFailure refusal =
        assertThrows(
            StackFailure.class, () -> new StackPorts(8402, 8501, 8502, 6399).requireApart(workers));
    assertTrue(String.valueOf(refusal.getMessage()).contains("port 8502"), refusal.getMessage());
    assertTrue(String.valueOf(refusal.getMessage()).contains("rill"), refusal.getMessage());
    assertDoesNotThrow(() -> new StackPorts(8402, 8501, 8545, 6399).requireApart(workers));
  }

  @Test
  void isOffered_asksForThisModelAlone() {
    String models =
        """
        {"data":[{"id":"brook","available":true},{"id":"rill","available":false}]}
        """;
    assertTrue(new ModelWorker("brook", this.models, 1).isOffered(models));
    assertFalse(new ModelWorker("rill", this.models, 1).isOffered(models));
    assertFalse(new ModelWorker("other", this.models, 1).isOffered(models));
    assertFalse(new ModelWorker("brook", this.models, 1).isOffered("no JSON"));
  }
}
