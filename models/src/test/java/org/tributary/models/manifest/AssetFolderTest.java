package org.tributary.models.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetFolderTest {
  @TempDir private Path temp = Path.of("");

  @Test
  void read_findsAllFilesInOrderButHiddenOnes() throws IOException {
    Path folder = folder("b/c/deep.txt", "b.txt", "a.txt", ".git/config", "b/.secret");
    AssetFolder.Content content = AssetFolder.of(folder).read((bytes, all) -> {});
    assertEquals(
        List.of("a.txt", "b.txt", "b/c/deep.txt"),
        content.files().stream().map(AssetFile::path).toList());
    // The rule of flat folders is the same.
    assertEquals(
        ContentHash.of(folder, List.of("b.txt", "a.txt")),
        ContentHash.of(content.files().subList(0, 2)));
  }

  @Test
  void read_oneFile_isAnAssetOfIt() throws IOException {
    Path folder = folder("poems.txt");
    AssetFolder.Content content =
        AssetFolder.of(folder.resolve("poems.txt")).read((bytes, all) -> {});
    assertEquals("poems.txt", content.files().getFirst().path());
    assertEquals(1, content.files().size());
  }

  @Test
  void of_refusesLinksOutAndFollowsThoseInside() throws IOException {
    Path folder = folder("a.txt");
    Files.createSymbolicLink(folder.resolve("again.txt"), Path.of("a.txt"));
    assertEquals(2, AssetFolder.of(folder).read((bytes, all) -> {}).files().size());
    Path secret = Files.writeString(temp.resolve("secret"), "secret");
    Files.createSymbolicLink(folder.resolve("out.txt"), secret);
    assertCode("path_outside_folder", folder);
    Files.delete(folder.resolve("out.txt"));
    Files.createSymbolicLink(folder.resolve("up"), temp);
    assertCode("path_outside_folder", folder);
  }

  @Test
  void of_refusesTooManyFilesAndNone() throws IOException {
    Path folder = folder("a.txt");
    for (int i = 0; i < AssetManifest.MAX_FILES; i++) {
      Files.createFile(folder.resolve("f" + i));
    }
    assertCode("too_many_files", folder);
    Path empty = Files.createDirectory(temp.resolve("empty"));
    assertEquals(
        "no_files",
        assertThrows(InvalidManifest.class, () -> AssetFolder.of(empty).read((b, all) -> {}))
            .code());
  }

  @Test
  void computedWith_isWhatAWorkerAnnounces() throws IOException {
    Path folder = folder("config.json", "model.safetensors", "README.md", "extra/notes.txt");
    AssetFolder.Content content = AssetFolder.of(folder).computedWith().read((bytes, all) -> {});
    assertEquals(ModelManifest.contentHash(folder), ContentHash.of(content.files()));
  }

  @Test
  void read_tellsItsProgressToTheEnd() throws IOException {
    Path folder = folder();
    Files.write(folder.resolve("big"), new byte[1_000_000]);
    Files.write(folder.resolve("small"), new byte[10]);
    List<Long> told = new ArrayList<>();
    AssetFolder.of(folder)
        .read((bytes, all) -> {
          assertEquals(1_000_010, all);
          told.add(bytes);
        });
    assertTrue(told.size() > 3);
    assertEquals(1_000_010L, told.getLast());
  }

  @Test
  void sketch_tellsNearCopiesFromOthers() throws IOException {
    byte[] original = random(1, 3_000_000);
    String sketch = sketch(original);
    assertEquals(1.0, ChunkSketch.similarity(sketch, sketch));
    byte[] edited = new byte[original.length + 5000];
    System.arraycopy(random(2, 5000), 0, edited, 0, 5000);
    System.arraycopy(original, 0, edited, 5000, original.length);
    edited[1_500_000] ^= 1;
    assertTrue(ChunkSketch.similarity(sketch, sketch(edited)) > 0.9);
    byte[] half = Arrays.copyOf(original, 6_000_000);
    System.arraycopy(random(3, 3_000_000), 0, half, 3_000_000, 3_000_000);
    assertEquals(0.5, ChunkSketch.similarity(sketch, sketch(half)), 0.15);
    assertEquals(0, ChunkSketch.similarity(sketch, sketch(random(4, 3_000_000))));
  }

  private String sketch(byte[] bytes) throws IOException {
    Path file = Files.createTempFile(temp, "sketch", "bin");
    Files.write(file, bytes);
    return AssetFolder.of(file).read((done, all) -> {}).sketch();
  }

  private static byte[] random(int seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private Path folder(String... names) throws IOException {
    Path folder = Files.createTempDirectory(temp, "asset");
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "content of " + name);
    }
    return folder;
  }

  private static void assertCode(String code, Path folder) {
    InvalidManifest refusal =
        assertThrows(InvalidManifest.class, () -> AssetFolder.of(folder).read((b, all) -> {}));
    assertEquals(code, refusal.code());
  }
}
