package org.tributary.models.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code tributary.json} beside a model's weights: who owns it, what it costs, what it was
 * made from.
 *
 * @param name how callers ask for the model
 * @param licence SPDX identifier
 * @param prices base units of the erc20 per million model-tokens
 * @param parents what the model was made from, each with its share
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelManifest(
    String name,
    String owner,
    String licence,
    String description,
    Prices prices,
    Terms terms,
    List<Lineage> parents) {
  public static final String FILE = "tributary.json";
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public ModelManifest {
    parents = List.copyOf(parents);
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException("name: use a-z, 0-9, '.', '_', '-', at most 64: " + name);
    }
  }

  /** Base units per million model-tokens. */
  public record Prices(
      @JsonProperty("prompt_per_million") long prompt,
      @JsonProperty("completion_per_million") long completion) {
    public Prices {
      if (prompt < 0 || completion < 0) {
        throw new IllegalArgumentException("prices must not be negative");
      }
    }
  }

  /** Shares of each charge taken before the lineage, in basis points. */
  public record Terms(
      @JsonProperty("worker_bps") int workerBps, @JsonProperty("gateway_bps") int gatewayBps) {}

  /**
   * A parent asset and the share that flows to it.
   *
   * @param bps of what the child's lineage receives
   * @param parents the parent's own parents, where it is itself a collection
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Lineage(
      String name,
      String kind,
      String owner,
      String licence,
      @Nullable String source,
      @Nullable String sha256,
      int bps,
      @Nullable List<Lineage> parents) {
    public List<Lineage> ancestors() {
      return parents == null ? List.of() : parents;
    }
  }

  public static ModelManifest read(Path folder) throws IOException {
    return JSON.readValue(folder.resolve(FILE).toFile(), ModelManifest.class);
  }

  public void write(Path folder) throws IOException {
    JSON.writeValue(folder.resolve(FILE).toFile(), this);
  }

  /** The hash of everything an engine computes with: weights, configuration and tokenizer. */
  public static ContentHash contentHash(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names =
          files
              .map(f -> f.getFileName().toString())
              .filter(n ->
                  n.endsWith(".safetensors")
                      || n.equals("config.json")
                      || n.startsWith("tokenizer")
                      || n.equals("model.safetensors.index.json"))
              .toList();
      return ContentHash.of(folder, names);
    }
  }
}
