package org.tributary.models.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentHashTest {
  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("a", "b", "c")) {
      Files.writeString(folder.resolve(name), "content of " + name);
    }
  }

  @Test
  void of_threeFiles_isTheMerkleRootOfItsDefinition() throws Exception {
    byte[] root = inner(inner(leaf("a"), leaf("b")), leaf("c"));
    assertEquals(
        HexFormat.of().formatHex(root), ContentHash.of(folder, List.of("a", "b", "c")).hex());
  }

  private static byte[] leaf(String name) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    byte[] file = sha.digest(("content of " + name).getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    sha.update(name.getBytes(StandardCharsets.UTF_8));
    sha.update((byte) 0);
    return sha.digest(file);
  }

  private static byte[] inner(byte[] left, byte[] right) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    sha.update((byte) 1);
    sha.update(left);
    return sha.digest(right);
  }

  @Test
  void of_doesNotDependOnTheOrderOfNames() throws IOException {
    assertEquals(
        ContentHash.of(folder, List.of("a", "b", "c")),
        ContentHash.of(folder, List.of("c", "a", "b", "a")));
  }

  @Test
  void of_changesWithAnyByteAndAnyName() throws IOException {
    ContentHash before = ContentHash.of(folder, List.of("a", "b"));
    Files.move(folder.resolve("b"), folder.resolve("d"));
    assertNotEquals(before, ContentHash.of(folder, List.of("a", "d")));
    Files.writeString(folder.resolve("b"), "content of B");
    assertNotEquals(before, ContentHash.of(folder, List.of("a", "b")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../a", "/etc/passwd", "a/b", "", ".hidden", "..", "a b"})
  void of_refusesNamesWithAPath(String name) {
    assertThrows(IllegalArgumentException.class, () -> ContentHash.of(folder, List.of("a", name)));
  }

  @Test
  void of_nothing_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> ContentHash.of(folder, List.of()));
  }
}
