package org.tributary.models.manifest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AssetManifestTest {
  private static final String HASH = "ab".repeat(32);

  @Test
  void write_thenRead_givesTheSameAndTheSameBytes() {
    AssetManifest manifest = manifest(file("b/two.txt"), file("a.txt"), file("b/ürsprung.txt"));
    byte[] written = manifest.write();
    AssetManifest read = AssetManifest.read(written);
    assertEquals(manifest, read);
    assertArrayEquals(written, read.write());
    assertEquals("a.txt", read.files().getFirst().path());
    assertEquals(manifest.contentHash(), read.contentHash());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "../secret | path_outside_folder",
        "a/../../b | path_outside_folder",
        "/etc/passwd | path_outside_folder",
        "a\\\\..\\\\b | path_outside_folder",
        "C:/windows | path_outside_folder",
        "a/./b | path_outside_folder",
        "a//b | invalid_path",
        ".ssh/id | invalid_path",
        "a/ | invalid_path",
        "a\\u0000b | invalid_path",
        "e\\u0301 | invalid_path",
        "'' | invalid_path",
      })
  void read_refusesPathsThatLeadElsewhere(String path, String code) {
    String json = new String(manifest(file("PLACE")).write(), StandardCharsets.UTF_8);
    assertCode(code, json.replace("PLACE", path));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tributary-manifest-1 | tributary-manifest-2 | invalid_manifest",
        "\"size\" : 3 | \"size\" : -3 | invalid_size",
        "\"size\" : 3 | \"size\" : 3.5 | invalid_size",
        "\"size\" : 3 | \"size\" : \"3\" | invalid_size",
        "\"sha256\" : \"a | \"sha256\" : \"A | invalid_sha256",
        "\"sketch\" : \" | \"sketch\" : \"0 | invalid_sketch",
        "\"name\" : \"poems\" | \"name\" : \"\" | invalid_name",
        "{ | [ | invalid_json",
      })
  void read_refusesWhatNoManifestSays(String valid, String broken, String code) {
    String json = new String(manifest(file("a")).write(), StandardCharsets.UTF_8);
    assertEquals(true, json.contains(valid), json);
    assertCode(code, json.replace(valid, broken));
  }

  @Test
  void read_refusesTheSamePathTwiceAndNoFiles() {
    assertCode(
        "duplicate_path",
        new String(manifest(file("a"), file("b")).write(), StandardCharsets.UTF_8)
            .replace("\"path\" : \"b\"", "\"path\" : \"a\""));
    assertCode(
        "no_files",
        "{\"format\":\"tributary-manifest-1\",\"name\":\"x\",\"files\":[],\"sketch\":\"\"}");
  }

  /** Ten million of them would be 700 MB; neither is read as a list. */
  @Test
  void read_refusesEndlessLists() {
    StringBuilder some = new StringBuilder("{\"format\":\"tributary-manifest-1\",\"files\":[");
    some.append("{},".repeat(AssetManifest.MAX_FILES)).append("{}]}");
    assertCode("too_many_files", some.toString());
    byte[] many = new byte[AssetManifest.MAX_BYTES + 1];
    assertEquals(
        "manifest_too_large",
        assertThrows(InvalidManifest.class, () -> AssetManifest.read(many)).code());
  }

  @Property(tries = 60)
  void prove_everyFileAndNothingElse(@ForAll @IntRange(min = 1, max = 40) int count) {
    List<AssetFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(new AssetFile("part/%03d".formatted(i), i, "%064x".formatted(i)));
    }
    AssetManifest manifest = new AssetManifest("poems", "dataset", files, "");
    for (int i = 0; i < count; i++) {
      FileProof proof = manifest.prove("part/%03d".formatted(i));
      assertEquals(manifest.contentHash(), proof.root());
      AssetFile other = new AssetFile(proof.file().path(), i, "%064x".formatted(i + 1000));
      FileProof forged = new FileProof(other, proof.index(), count, proof.siblings());
      assertNotEquals(manifest.contentHash(), forged.root());
    }
    FileProof proof = manifest.prove("part/000");
    List<String> longer = new ArrayList<>(proof.siblings());
    longer.add(HASH);
    assertThrows(InvalidManifest.class, () -> new FileProof(proof.file(), 0, count, longer).root());
    assertThrows(InvalidManifest.class, () -> manifest.prove("part/999"));
  }

  private static void assertCode(String code, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    assertEquals(code, assertThrows(InvalidManifest.class, () -> AssetManifest.read(bytes)).code());
  }

  private static AssetManifest manifest(AssetFile... files) {
    return new AssetManifest("poems", "dataset", List.of(files), "0123456789abcdef");
  }

  private static AssetFile file(String path) {
    return new AssetFile(path, 3, HASH);
  }
}
