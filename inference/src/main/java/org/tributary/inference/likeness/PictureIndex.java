package org.tributary.inference.likeness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tributary.models.json.JsonFile;
import org.tributary.models.openai.LikePicture;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/**
 * The training pictures of a model, each with its embedding: {@code pictures.json} names them and
 * whose they are, {@code pictures.safetensors} holds a row of half-precision values for each.
 */
public final class PictureIndex {
  private static final String NAMES = "pictures.json";
  private static final String VALUES = "pictures.safetensors";
  private static final String EMBEDDINGS = "embeddings";
  private static final int MAX_BYTES = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<Entry> entries;
  private final float[] embeddings;
  private final int width;

  /**
   * A data set.
   *
   * @param licence SPDX identifier
   */
  public record Source(String name, String owner, String licence) {}

  /**
   * A picture.
   *
   * @param name of its file in the set
   * @param caption what it shows
   */
  public record Entry(String name, String caption, Source set) {}

  private PictureIndex(List<Entry> entries, float[] embeddings, int width) {
    this.entries = entries;
    this.embeddings = embeddings;
    this.width = width;
  }

  /**
   * @param embeddings a vector of length 1 for each of {@code entries}
   */
  public static void write(Path folder, List<Entry> entries, float[][] embeddings)
      throws IOException {
    List<Source> sets = entries.stream().map(Entry::set).distinct().toList();
    JSON.writeValue(
        folder.resolve(NAMES).toFile(),
        Map.of(
            "sets",
            sets,
            "pictures",
            entries.stream()
                .map(e ->
                    Map.of("name", e.name(), "caption", e.caption(), "set", sets.indexOf(e.set())))
                .toList()));
    int width = embeddings[0].length;
    Tensor values = Tensor.zeros(DType.F16, entries.size(), width);
    for (int i = 0; i < entries.size(); i++) {
      for (int j = 0; j < width; j++) {
        values.setFloat((long) i * width + j, embeddings[i][j]);
      }
    }
    Safetensors.write(folder.resolve(VALUES), Map.of(EMBEDDINGS, values), Map.of());
  }

  /**
   * The index in {@code folder}, for embeddings of {@code width} values.
   *
   * @throws IOException naming what is absent or does not fit
   */
  static PictureIndex read(Path folder, int width) throws IOException {
    JsonNode json = JsonFile.readObject(folder.resolve(NAMES), MAX_BYTES);
    List<Source> sets = new ArrayList<>();
    for (JsonNode set : json.path("sets")) {
      sets.add(new Source(text(set, "name"), text(set, "owner"), text(set, "licence")));
    }
    List<Entry> entries = new ArrayList<>();
    for (JsonNode picture : json.path("pictures")) {
      int set = picture.path("set").asInt(-1);
      if (set < 0 || set >= sets.size()) {
        throw new IOException(NAMES + ": a picture is of a set that is not named");
      }
      entries.add(new Entry(text(picture, "name"), text(picture, "caption"), sets.get(set)));
    }
    Tensor values = Safetensors.read(folder.resolve(VALUES)).get(EMBEDDINGS);
    if (values == null || !values.shape().equals(List.of((long) entries.size(), (long) width))) {
      throw new IOException(
          VALUES + " has not %d rows of %d values".formatted(entries.size(), width));
    }
    float[] embeddings = new float[entries.size() * width];
    for (int i = 0; i < embeddings.length; i++) {
      embeddings[i] = values.floatAt(i);
    }
    return new PictureIndex(List.copyOf(entries), embeddings, width);
  }

  private static String text(JsonNode node, String name) throws IOException {
    if (!node.path(name).isTextual()) {
      throw new IOException(NAMES + ": " + name + " is absent");
    }
    return node.path(name).asText();
  }

  /** The {@code most} pictures whose embeddings are nearest, nearest first. */
  List<LikePicture> nearest(float[] embedding, int most) {
    double[] similarity = new double[entries.size()];
    for (int i = 0; i < similarity.length; i++) {
      float sum = 0;
      for (int j = 0; j < width; j++) {
        sum += embedding[j] * embeddings[i * width + j];
      }
      similarity[i] = sum;
    }
    return IntStream.range(0, similarity.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -similarity[i]))
        .limit(most)
        .map(i -> like(entries.get(i), similarity[i]))
        .toList();
  }

  private static LikePicture like(Entry entry, double similarity) {
    return new LikePicture(
        entry.caption() + " (" + entry.name() + ")",
        entry.set().name(),
        entry.set().owner(),
        entry.set().licence(),
        Math.round(Math.min(1, similarity) * 1000) / 1000.0);
  }
}
