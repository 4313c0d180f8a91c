package org.tributary.models.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.tributary.models.json.JsonFile;

/**
 * What an asset consists of: its files in order, and a sketch by which near-copies are noticed. Its
 * hash, of exactly the bytes that were written, is registered beside the content hash.
 */
public record AssetManifest(String name, String kind, List<AssetFile> files, String sketch) {
  public static final String FORMAT = "tributary-manifest-1";

  /** More are packed into archives: nobody proves one of a million files. */
  public static final int MAX_FILES = 4096;

  /** Of the JSON. */
  public static final int MAX_BYTES = 512 << 10;

  private static final int MAX_NAME = 200;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public AssetManifest {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new InvalidManifest("invalid_name", "a name has 1 to " + MAX_NAME + " characters");
    }
    if (files.size() > MAX_FILES) {
      throw tooManyFiles();
    }
    files = files.stream().sorted(AssetFile.ORDER).toList();
    Set<String> paths = new HashSet<>();
    for (AssetFile file : files) {
      if (!paths.add(file.path())) {
        throw new InvalidManifest("duplicate_path", file.path() + " is listed twice");
      }
    }
    if (files.isEmpty()) {
      throw new InvalidManifest("no_files", "a manifest lists at least one file");
    }
    ChunkSketch.hashes(sketch);
  }

  /** The hash that the asset is registered by. */
  public ContentHash contentHash() {
    return ContentHash.of(files);
  }

  public long bytes() {
    return files.stream().mapToLong(AssetFile::size).reduce(0, Math::addExact);
  }

  /** That one of the files belongs to the content hash. */
  public FileProof prove(String path) {
    for (int i = 0; i < files.size(); i++) {
      if (files.get(i).path().equals(path)) {
        return new FileProof(files.get(i), i, files.size(), new FileTree(files).siblings(i));
      }
    }
    throw new InvalidManifest("unknown_file", "the manifest lists no " + path);
  }

  /** The JSON to keep: its {@link #hash} is registered. */
  public byte[] write() {
    try {
      byte[] json = JSON.writeValueAsBytes(new Written(FORMAT, name, kind, sketch, files));
      if (json.length > MAX_BYTES) {
        throw tooLarge();
      }
      return json;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always JSON", e);
    }
  }

  /** In hex, of a manifest as it was written. */
  public static String hash(byte[] written) {
    return HexFormat.of().formatHex(Sha256.of(written));
  }

  /**
   * A manifest from outside.
   *
   * @throws InvalidManifest saying what is wrong with it
   */
  public static AssetManifest read(byte[] json) {
    if (json.length > MAX_BYTES) {
      throw tooLarge();
    }
    JsonNode root = tree(json);
    if (!root.path("format").asText().equals(FORMAT)) {
      throw new InvalidManifest("invalid_manifest", "a manifest's format is " + FORMAT);
    }
    JsonNode files = root.path("files");
    if (files.size() > MAX_FILES) {
      throw tooManyFiles();
    }
    List<AssetFile> read = new ArrayList<>();
    for (JsonNode file : files) {
      read.add(
          new AssetFile(
              file.path("path").asText(), size(file.path("size")), file.path("sha256").asText()));
    }
    return new AssetManifest(
        root.path("name").asText(), root.path("kind").asText(), read, root.path("sketch").asText());
  }

  private static long size(JsonNode size) {
    return size.isIntegralNumber() && size.canConvertToLong() ? size.asLong() : -1;
  }

  private static JsonNode tree(byte[] json) {
    try {
      return JsonFile.tree(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new InvalidManifest("invalid_json", "a manifest is JSON in UTF-8");
    }
  }

  static InvalidManifest tooManyFiles() {
    return new InvalidManifest(
        "too_many_files",
        "an asset has at most " + MAX_FILES + " files: pack small ones into archives");
  }

  private static InvalidManifest tooLarge() {
    return new InvalidManifest(
        "manifest_too_large",
        "a manifest has at most " + MAX_BYTES + " bytes: pack small files into archives");
  }

  private record Written(
      String format, String name, String kind, String sketch, List<AssetFile> files) {}
}
