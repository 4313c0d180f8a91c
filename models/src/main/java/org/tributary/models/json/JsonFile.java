package org.tributary.models.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A JSON file from outside: read within a limit, and refused by its name.
 *
 * <p>A parsed tree takes about twenty times its text, so trees are for small files; a large one is
 * read with a parser that keeps only what is wanted.
 */
public final class JsonFile {
  private static final int MAX_DEPTH = 64;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(1 << 24)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();
  private static final ObjectMapper TREES =
      new ObjectMapper(FACTORY).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private JsonFile() {}

  /**
   * The object in {@code file}.
   *
   * @throws IOException naming the file if it is absent, too large, or holds no JSON object
   */
  public static JsonNode readObject(Path file, int maxBytes) throws IOException {
    String text = text(file, maxBytes);
    try {
      return object(text, name(file));
    } catch (JsonProcessingException e) {
      throw malformed(file, e);
    }
  }

  /** The object that {@code text} is, whole. */
  private static JsonNode object(String text, String name) throws IOException {
    JsonNode root = tree(text);
    if (!root.isObject()) {
      throw new IOException(name + " holds no JSON object");
    }
    return root;
  }

  /** The value that {@code text} is, whole; takes about twenty times the memory of the text. */
  public static JsonNode tree(String text) throws JsonProcessingException {
    return TREES.readTree(text);
  }

  /**
   * What {@code file} says.
   *
   * @throws IOException naming the file if it is absent, no plain file, too large, or not UTF-8
   */
  public static String text(Path file, int maxBytes) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + " is not a plain file");
    }
    if (Files.size(file) > maxBytes) {
      throw new IOException(
          name(file)
              + " has "
              + Files.size(file)
              + " bytes, more than the "
              + maxBytes
              + " allowed");
    }
    try (InputStream in = Files.newInputStream(file)) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(maxBytes));
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new IOException(name(file) + " is not UTF-8", e);
    }
  }

  /** A parser over {@code text} that keeps nothing; equal keys in one object are an error. */
  public static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /** What to throw where {@code file} broke the rules of JSON. */
  public static IOException malformed(Path file, JsonProcessingException cause) {
    return new IOException(name(file) + " is not valid JSON: " + shortened(cause), cause);
  }

  private static String shortened(JsonProcessingException cause) {
    String said = String.valueOf(cause.getOriginalMessage());
    String where =
        cause.getLocation() == null
            ? ""
            : " (line "
                + cause.getLocation().getLineNr()
                + ", column "
                + cause.getLocation().getColumnNr()
                + ")";
    return (said.length() > 200 ? said.substring(0, 200) + "…" : said) + where;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
