package org.tributary.inference.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A data set with its owner and licence, as its manifest names them.
 *
 * @param name the manifest's name of the set
 * @param weight how often it is drawn from, relative to its kind's other sets
 */
public record TrainingSet(
    String name,
    String owner,
    String licence,
    String source,
    String sha256,
    Path file,
    double weight) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Who collected the sets whose manifests name no owner. */
  private static final Map<String, String> COLLECTORS =
      Map.of("classic-books", "mlschmitt (collector; public-domain works)");

  /** Prose to read and dialogues to answer; licences that spread to the model are left out. */
  record Catalogue(List<TrainingSet> prose, List<TrainingSet> dialogues) {
    /**
     * Finds the sets below {@code data}.
     *
     * @throws IOException if a manifest is missing or does not name a set that training needs
     */
    static Catalogue open(Path data) throws IOException {
      List<TrainingSet> prose = new ArrayList<>();
      prose.add(find(data.resolve("text"), "classic-books", 0.42));
      Path knowledge = data.resolve("knowledge");
      prose.add(find(knowledge, "open-english-wordnet", 0.18));
      prose.add(find(knowledge, "tldr-pages", 0.16));
      prose.add(find(knowledge, "world-factbook", 0.10));
      prose.add(find(knowledge, "openstax-astronomy", 0.09));
      prose.add(find(knowledge, "medquad-nih", 0.05));
      Path chat = data.resolve("chat");
      List<TrainingSet> dialogues = new ArrayList<>();
      dialogues.add(find(chat, "tldr-pages-qa-derived", 0.33));
      dialogues.add(find(chat, "open-english-wordnet-qa-derived", 0.25));
      dialogues.add(find(chat, "synthetic-persona-chat", 0.12));
      dialogues.add(find(chat, "world-factbook-qa-derived", 0.11));
      dialogues.add(find(chat, "chatterbot-corpus-en", 0.07));
      dialogues.add(find(chat, "personality-chat-samples", 0.05));
      dialogues.add(find(chat, "taskmaster-4", 0.05));
      dialogues.add(find(chat, "self-instruct-human-seeds", 0.02));
      return new Catalogue(List.copyOf(prose), List.copyOf(dialogues));
    }

    List<TrainingSet> all() {
      List<TrainingSet> all = new ArrayList<>(prose);
      all.addAll(dialogues);
      return all;
    }
  }

  /**
   * The set called {@code name}, as {@code manifest.json} of {@code folder} has it.
   *
   * @throws IOException if it is not named there
   */
  public static TrainingSet find(Path folder, String name, double weight) throws IOException {
    JsonNode manifest = JSON.readTree(folder.resolve("manifest.json").toFile());
    for (JsonNode node : manifest.isArray() ? manifest : List.of(manifest)) {
      String id = node.path("dataset").asText(node.path("collection").asText());
      if (id.equals(name)) {
        String file = fileOf(node, name);
        return new TrainingSet(
            name,
            node.path("owner").asText(""),
            node.path("licence").asText(),
            node.path("source").asText(),
            node.path("sha256").asText(),
            folder.resolve(file),
            weight);
      }
    }
    throw new IOException(folder.resolve("manifest.json") + " does not name the set " + name);
  }

  /** Text is packed by gzip; pictures lie in an archive called as their set. */
  private static String fileOf(JsonNode set, String name) {
    return set.has("file")
        ? set.path("file").asText().replaceFirst("(\\.gz)?$", ".gz")
        : name + ".zip";
  }

  /** The owner, or for a collection of works that nobody owns, who collected it. */
  public String ownerOrCollector() {
    return owner.isEmpty() ? COLLECTORS.getOrDefault(name, "unknown") : owner;
  }

  /** All records of the set, in file order. */
  List<JsonNode> records() {
    List<JsonNode> records = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        records.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return records;
  }
}
