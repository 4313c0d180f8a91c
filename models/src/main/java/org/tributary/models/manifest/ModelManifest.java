package org.tributary.models.manifest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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

  /** The whole, in basis points. */
  public static final int BPS = 10_000;

  private static final Set<String> COMPUTED_WITH =
      Set.of(
          "config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "chat_template.jinja",
          "model.safetensors.index.json");
  private static final int MAX_PARENTS = 8;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public ModelManifest {
    require("name", name);
    require("owner", owner);
    require("licence", licence);
    require("prices", prices);
    require("terms", terms);
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw new IllegalArgumentException("name: use a-z, 0-9, '.', '_', '-', at most 64: " + name);
    }
    description = description == null ? "" : description;
    parents = checked(name, parents);
  }

  private static void require(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
  }

  /** The registry on the chain holds the same bounds. */
  private static List<Lineage> checked(String child, @Nullable List<Lineage> parents) {
    List<Lineage> all = parents == null ? List.of() : List.copyOf(parents);
    if (all.size() > MAX_PARENTS) {
      throw new IllegalArgumentException(child + " has more than " + MAX_PARENTS + " parents");
    }
    if (all.stream().mapToInt(Lineage::bps).sum() > BPS) {
      throw new IllegalArgumentException("the parents of " + child + " share more than the whole");
    }
    return all;
  }

  /**
   * Base units per million.
   *
   * @param prompt model-tokens, as {@code cached} and {@code completion}
   * @param cached of a prompt that is computed already; null is the prompt's price
   * @param pixels of an image times the steps it is drawn in; null is 0
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Prices(
      @JsonProperty("prompt_per_million") long prompt,
      @JsonProperty("cached_per_million") @Nullable Long cached,
      @JsonProperty("completion_per_million") long completion,
      @JsonProperty("pixels_per_million") @Nullable Long pixels) {
    public Prices {
      if (prompt < 0 || completion < 0 || (pixels != null && pixels < 0)) {
        throw new IllegalArgumentException("prices must not be negative");
      }
      if (cached != null && (cached < 0 || cached > prompt)) {
        throw new IllegalArgumentException("prices: what is cached costs no more than what is not");
      }
    }

    public Prices(long prompt, long completion) {
      this(prompt, null, completion, null);
    }

    public long cachedPrompt() {
      return cached == null ? prompt : cached;
    }

    public long pixelSteps() {
      return pixels == null ? 0 : pixels;
    }
  }

  /** Shares of each charge taken before the lineage, in basis points. */
  public record Terms(
      @JsonProperty("worker_bps") int workerBps, @JsonProperty("gateway_bps") int gatewayBps) {
    public Terms {
      if (workerBps < 0 || gatewayBps < 0 || workerBps + gatewayBps > BPS) {
        throw new IllegalArgumentException("terms must be shares of 10000 in all");
      }
    }
  }

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
    public Lineage {
      require("name of a parent", name);
      require("owner of " + name, owner);
      require("licence of " + name, licence);
      if (bps < 1 || bps > BPS) {
        throw new IllegalArgumentException("bps of " + name + " must be from 1 to 10000");
      }
      parents = parents == null ? null : checked(name, parents);
    }

    /** The parents, none for a leaf. */
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

  /**
   * The hash of everything an engine computes with: weights, configuration, tokenizer and chat
   * template; not this manifest, whose prices may change.
   */
  public static ContentHash contentHash(Path folder) throws IOException {
    return ContentHash.of(folder, computedWith(folder));
  }

  /** The names of those files. */
  static List<String> computedWith(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> COMPUTED_WITH.contains(n) || isWeights(n))
          .toList();
    }
  }

  private static boolean isWeights(String name) {
    return name.endsWith(".safetensors") && !name.startsWith(".");
  }
}
