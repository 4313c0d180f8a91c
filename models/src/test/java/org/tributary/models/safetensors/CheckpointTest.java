package org.tributary.models.safetensors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.models.tensor.Tensor;

class CheckpointTest {
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";
  @TempDir private Path folder = Path.of("");

  @Test
  void read_singleFile_beforeAnIndex() throws IOException {
    write(folder.resolve("model.safetensors"), "a", 1);
    index("{}");
    assertEquals(1f, Tensor.require(Checkpoint.read(folder), "a").floatAt(0));
  }

  @Test
  void read_shards_inTheIndexsOrder() throws IOException {
    shards();
    index("{\"metadata\":{\"total_size\":8},\"weight_map\":{\"b\":\"%s\",\"a\":\"%s\"}}");
    Map<String, Tensor> tensors = Checkpoint.read(folder);
    assertEquals(List.of("b", "a"), new ArrayList<>(tensors.keySet()));
    assertEquals(2f, Tensor.require(tensors, "b").floatAt(0));
    assertEquals(1f, Tensor.require(tensors, "a").floatAt(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../model.safetensors",
        "..",
        "/etc/passwd",
        "/tmp/model.safetensors",
        "sub/model.safetensors",
        "sub\\\\model.safetensors",
        "C:model.safetensors",
        ".safetensors",
        "..safetensors",
        ".hidden.safetensors",
        "pytorch_model.bin",
        "model.safetensors.exe",
        "model\\u0000.safetensors",
        "model\\n.safetensors",
        "",
      })
  void read_refusesNamesThatLeadElsewhere(String name) throws IOException {
    shards();
    index("{\"weight_map\":{\"some.weight\":\"" + name + "\"}}");
    assertRefused("weight_map says that some.weight is in");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | holds no JSON object",
        "[] | holds no JSON object",
        "{ | not valid JSON",
        "{} | weight_map is missing",
        "{\"weight_map\":{}} | weight_map is missing",
        "{\"weight_map\":[\"a\"]} | weight_map is not an object",
        "{\"weight_map\":null} | weight_map is not an object",
        "{\"weight_map\":{\"a\":1}} | a is in 1",
        "{\"weight_map\":{\"a\":null}} | a is in null",
        "{\"weight_map\":{\"a\":[\"x.safetensors\"]}} | a is in [",
        "{\"weight_map\":{\"a\":\"%1$s\",\"a\":\"%2$s\"}} | Duplicate",
        "{\"weight_map\":{\"a\":\"%2$s\"},\"weight_map\":{\"a\":\"%1$s\"}} | Duplicate",
        "{\"weight_map\":{\"a\":\"%2$s\"}} {} | something follows",
        "{\"weight_map\":{\"a\":\"gone.safetensors\"}} | a is in gone.safetensors, which is not in the folder",
        "{\"weight_map\":{\"a\":\"folder.safetensors\"}} | a is in folder.safetensors, which is not in the folder",
        "{\"weight_map\":{\"c\":\"%1$s\"}} | c is in model-00002-of-00002.safetensors, which does not hold it",
        "{\"weight_map\":{\"a\":\"%1$s\"}} | a is in model-00002-of-00002.safetensors, which does not hold it",
      })
  void read_refusesAContradictoryIndex(String index, String said) throws IOException {
    shards();
    Files.createDirectory(folder.resolve("folder.safetensors"));
    index(index);
    assertRefused(said);
  }

  @Test
  void read_refusesAHugeIndex() throws IOException {
    index("{\"weight_map\":{}}" + " ".repeat(17 << 20));
    IOException refusal = assertThrows(IOException.class, () -> Checkpoint.read(folder));
    assertTrue(String.valueOf(refusal.getMessage()).contains("index.json"), refusal.getMessage());
  }

  @Test
  void read_refusesTooManyFiles() throws IOException {
    StringBuilder map = new StringBuilder("{\"weight_map\":{\"t\":\"t.safetensors\"");
    for (int i = 0; i < 2_000; i++) {
      map.append(",\"t%1$d\":\"t%1$d.safetensors\"".formatted(i));
    }
    index(map + "}}");
    assertRefused("more than");
  }

  @Test
  void read_aBrokenShard_isNamed() throws IOException {
    shards();
    Files.write(folder.resolve(SECOND), new byte[3]);
    index("{\"weight_map\":{\"a\":\"%2$s\",\"b\":\"%1$s\"}}");
    assertRefused(SECOND + ": shorter");
  }

  @Test
  void read_refusesALinkOutOfTheFolder() throws IOException {
    Path model = Files.createDirectory(folder.resolve("model"));
    write(folder.resolve("outside"), "a", 1);
    link(model.resolve(FIRST), Path.of("../outside"));
    Files.writeString(
        model.resolve("model.safetensors.index.json"),
        "{\"weight_map\":{\"a\":\"%s\"}}".formatted(FIRST));
    SafetensorsException refusal =
        assertThrows(SafetensorsException.class, () -> Checkpoint.read(model));
    assertTrue(String.valueOf(refusal.getMessage()).contains("link"), refusal.getMessage());
  }

  /** As Hugging Face's clients lay out their cache. */
  @Test
  void read_followsTheCachesLinksToItsBlobs() throws IOException {
    Path blobs = Files.createDirectory(folder.resolve("blobs"));
    write(blobs.resolve("0123abcd"), "a", 5);
    Path snapshot = Files.createDirectories(folder.resolve("snapshots/main"));
    link(snapshot.resolve(FIRST), Path.of("../../blobs/0123abcd"));
    Files.writeString(
        snapshot.resolve("model.safetensors.index.json"),
        "{\"weight_map\":{\"a\":\"%s\"}}".formatted(FIRST));
    assertEquals(5f, Tensor.require(Checkpoint.read(snapshot), "a").floatAt(0));
  }

  @Test
  void read_withoutWeights_saysWhatWasLookedFor() throws IOException {
    String plain = absent();
    assertTrue(
        plain.contains("model.safetensors nor model.safetensors.index.json")
            && !plain.contains("pytorch"),
        plain);
    Files.createFile(folder.resolve("pytorch_model.bin"));
    assertTrue(absent().contains("pytorch_model.bin is not supported"), absent());
  }

  private String absent() {
    return String.valueOf(
        assertThrows(IOException.class, () -> Checkpoint.read(folder)).getMessage());
  }

  private void shards() throws IOException {
    write(folder.resolve(FIRST), "a", 1);
    write(folder.resolve(SECOND), "b", 2);
  }

  private static void write(Path file, String name, float value) throws IOException {
    Safetensors.write(file, Map.of(name, Tensor.ofFloats(new float[] {value}, 1)), Map.of());
  }

  private static void link(Path from, Path to) throws IOException {
    Files.createSymbolicLink(from, to);
  }

  /** Writes the index, in which %1$s is the second file and %2$s the first. */
  private void index(String json) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"), json.formatted(SECOND, FIRST));
  }

  private void assertRefused(String said) {
    SafetensorsException refusal =
        assertThrows(SafetensorsException.class, () -> Checkpoint.read(folder));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(said), message);
    assertTrue(message.contains("model"), message);
  }
}
