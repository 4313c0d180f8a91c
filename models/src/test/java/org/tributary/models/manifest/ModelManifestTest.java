package org.tributary.models.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.models.manifest.ModelManifest.Lineage;

class ModelManifestTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void write_thenRead_givesTheSame() throws IOException {
    ModelManifest manifest = manifest(List.of(leaf("prose", 4000), leaf("dialogues", 5000)));
    manifest.write(folder);
    assertEquals(manifest, ModelManifest.read(folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"owner\" : \"Tributary\" | \"owner\" : null | owner is missing",
        "\"licence\" : \"MIT\" | \"licence\" : null | licence",
        "\"name\" : \"brook\" | \"name\" : \"../brook\" | name",
        "\"worker_bps\" : 5000 | \"worker_bps\" : 9999 | terms",
        "\"prompt_per_million\" : 1 | \"prompt_per_million\" : -1 | prices",
        "\"prompt_per_million\" : 1 | \"prompt_per_million\" : 1,\"cached_per_million\":2 | cached",
        "\"prompt_per_million\" : 1 | \"prompt_per_million\" : 1,\"pixels_per_million\":-1 | prices",
        "\"bps\" : 4000 | \"bps\" : 10001 | bps of prose",
        "\"bps\" : 4000 | \"bps\" : 6001 | share more than the whole",
      })
  void read_refusesAndNamesTheField(String valid, String broken, String named) throws IOException {
    manifest(List.of(leaf("prose", 4000), leaf("dialogues", 4000))).write(folder);
    Path file = folder.resolve(ModelManifest.FILE);
    String text = Files.readString(file);
    assertTrue(text.contains(valid), text);
    Files.writeString(file, text.replace(valid, broken));
    IOException refusal = assertThrows(IOException.class, () -> ModelManifest.read(folder));
    assertTrue(String.valueOf(refusal.getMessage()).contains(named), refusal.getMessage());
  }

  @Test
  void prices_thatAreNotSaid_areThePromptsAndNone() throws IOException {
    manifest(List.of()).write(folder);
    ModelManifest.Prices prices = ModelManifest.read(folder).prices();
    assertEquals(1, prices.cachedPrompt());
    assertEquals(0, prices.pixelSteps());
    assertEquals(new ModelManifest.Prices(1, null, 2, null), prices);
  }

  @Test
  void parents_moreThanEight_areRefused() {
    List<Lineage> nine = Collections.nCopies(9, leaf("x", 1));
    assertThrows(IllegalArgumentException.class, () -> manifest(nine));
  }

  @Test
  void contentHash_followsTheChatTemplateButNotThePrices() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("model.safetensors"), "weights");
    ContentHash bare = ModelManifest.contentHash(folder);
    Files.writeString(folder.resolve("README.md"), "words");
    manifest(List.of()).write(folder);
    assertEquals(bare, ModelManifest.contentHash(folder));
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages }}");
    assertNotEquals(bare, ModelManifest.contentHash(folder));
  }

  private static ModelManifest manifest(List<Lineage> parents) {
    return new ModelManifest(
        "brook",
        "Tributary",
        "MIT",
        "a model",
        new ModelManifest.Prices(1, 2),
        new ModelManifest.Terms(5000, 500),
        parents);
  }

  private static Lineage leaf(String name, int bps) {
    return new Lineage(name, "dataset", "someone", "CC0-1.0", null, "00", bps, null);
  }
}
