package org.tributary.inference.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** A data folder with every set that training asks for, each a few invented sentences. */
final class TinyData {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> WORDS =
      List.of("the", "cat", "sat", "on", "a", "mat", "and", "saw", "blue", "hats", "run", "far");
  static final List<String> DIALOGUES =
      List.of(
          "tldr-pages-qa-derived",
          "open-english-wordnet-qa-derived",
          "synthetic-persona-chat",
          "world-factbook-qa-derived",
          "chatterbot-corpus-en",
          "personality-chat-samples",
          "taskmaster-4",
          "self-instruct-human-seeds");

  private TinyData() {}

  static Path write(Path folder) throws IOException {
    write(folder.resolve("text"), "dataset", List.of("classic-books"), TinyData::prose);
    write(
        folder.resolve("knowledge"),
        "collection",
        List.of(
            "open-english-wordnet",
            "tldr-pages",
            "world-factbook",
            "openstax-astronomy",
            "medquad-nih"),
        TinyData::prose);
    write(folder.resolve("chat"), "dataset", DIALOGUES, TinyData::dialogue);
    return folder;
  }

  private interface Sample {
    Map<String, Object> of(SplittableRandom random);
  }

  private static void write(Path folder, String key, List<String> names, Sample sample)
      throws IOException {
    Files.createDirectories(folder);
    List<Map<String, Object>> manifest = new ArrayList<>();
    for (String name : names) {
      manifest.add(
          Map.of(
              "file",
              name + ".jsonl",
              key,
              name,
              "owner",
              "owner of " + name,
              "licence",
              "CC0-1.0",
              "source",
              "source of " + name,
              "sha256",
              "%064x".formatted(name.hashCode() & 0xffff)));
      SplittableRandom random = new SplittableRandom(name.hashCode());
      try (OutputStreamWriter out =
          new OutputStreamWriter(
              new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".jsonl.gz"))),
              StandardCharsets.UTF_8)) {
        for (int i = 0; i < 120; i++) {
          out.write(JSON.writeValueAsString(sample.of(random)) + "\n");
        }
      }
    }
    JSON.writeValue(folder.resolve("manifest.json").toFile(), manifest);
  }

  private static Map<String, Object> prose(SplittableRandom random) {
    return Map.of("text", sentence(random, 12));
  }

  private static Map<String, Object> dialogue(SplittableRandom random) {
    return Map.of(
        "messages",
        List.of(
            Map.of("role", "user", "content", sentence(random, 4)),
            Map.of("role", "assistant", "content", sentence(random, 5))));
  }

  private static String sentence(SplittableRandom random, int words) {
    return IntStream.range(0, words)
        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
        .collect(Collectors.joining(" "));
  }
}
