package org.tributary.inference.training.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.ImageScorer;
import org.tributary.inference.training.Proportion;

/** Compares what a model draws with real pictures, by a scorer of images against captions. */
final class ImageJudge {
  private static final long SEED = 77;
  private static final int MAX_DRAWS = 200_000;

  private final Artist artist;
  private final ImageScorer scorer;
  private final CaptionEncoder scorerCaptions;
  private final List<ImageEvaluation.Found> found = new ArrayList<>();
  private final List<Judged> drawn = new ArrayList<>();

  /** An image that was drawn, and how near it is to its caption. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Judged(String caption, float[] image, double similarity) {}

  ImageJudge(Artist artist, ImageScorer scorer, CaptionEncoder scorerCaptions) {
    this.artist = artist;
    this.scorer = scorer;
    this.scorerCaptions = scorerCaptions;
  }

  /** How often captions of {@code scenes} find their pictures, real and drawn. */
  void find(String captions, List<Scene> scenes) {
    List<Scene> fitting = scenes.stream().filter(s -> fits(s.caption())).toList();
    List<String> said = fitting.stream().map(Scene::caption).toList();
    float[][] vectors = embedded(said);
    add(captions, "real", said, vectors, scorer.images(planes(fitting)));
    List<float[]> images = artist.draw(said);
    float[][] seen = scorer.images(joined(images));
    add(captions, "generated", said, vectors, seen);
    for (int i = 0; i < said.size(); i++) {
      drawn.add(new Judged(said.get(i), images.get(i), Retrieval.product(vectors[i], seen[i])));
    }
  }

  private void add(
      String captions, String images, List<String> said, float[][] vectors, float[][] pictures) {
    Retrieval retrieval = Retrieval.of(vectors, pictures, said);
    found.add(
        new ImageEvaluation.Found(
            captions,
            images,
            Proportion.of(retrieval.first(), retrieval.of()),
            Proportion.of(retrieval.five(), retrieval.of())));
  }

  List<ImageEvaluation.Found> found() {
    return List.copyOf(found);
  }

  /** All that was drawn for {@link #find}, nearest to its caption first. */
  List<Judged> drawn() {
    return drawn.stream().sorted(Comparator.comparingDouble(j -> -j.similarity())).toList();
  }

  /** Whether {@code trait} can be told from pictures, real and drawn, of so many new scenes. */
  ImageEvaluation.Told tell(Trait trait, Scenes scenes, int count) {
    List<Scene> chosen = new ArrayList<>();
    for (int i = 0; chosen.size() < count && i < MAX_DRAWS; i++) {
      Scene scene = scenes.draw(FlowBatches.random(SEED, i));
      if (trait.isIn(scene.caption())
          && trait.otherwise(scene.caption()).stream().allMatch(this::fits)) {
        chosen.add(scene);
      }
    }
    List<String> said = chosen.stream().map(Scene::caption).toList();
    float[][] real = scorer.images(planes(chosen));
    float[][] generated = scorer.images(joined(artist.draw(said)));
    int realRight = 0;
    int generatedRight = 0;
    for (int i = 0; i < chosen.size(); i++) {
      float[][] ways = embedded(trait.otherwise(said.get(i)));
      realRight += isFirstNearest(ways, real[i]) ? 1 : 0;
      generatedRight += isFirstNearest(ways, generated[i]) ? 1 : 0;
    }
    return new ImageEvaluation.Told(
        trait.word(),
        trait.choices(),
        Proportion.of(realRight, chosen.size()),
        Proportion.of(generatedRight, chosen.size()));
  }

  private boolean fits(String caption) {
    return scorerCaptions.encode(caption).isPresent()
        && artist.captions().encode(caption).isPresent();
  }

  private static boolean isFirstNearest(float[][] captions, float[] image) {
    double first = Retrieval.product(captions[0], image);
    return IntStream.range(1, captions.length)
        .allMatch(i -> Retrieval.product(captions[i], image) < first);
  }

  private float[][] embedded(List<String> captions) {
    return scorer.captions(
        captions.stream()
            .map(c -> scorerCaptions.encode(c).orElseThrow())
            .flatMapToLong(Arrays::stream)
            .toArray());
  }

  /** {@code scenes} as images, one after the other. */
  static float[] planes(List<Scene> scenes) {
    return joined(
        scenes.stream()
            .map(scene -> {
              float[] image = new float[3 * scene.raster().argb().length];
              scene.raster().writePlanes(scene.background(), image, 0);
              return image;
            })
            .toList());
  }

  /** As an image file has them: no value beyond [-1, 1]. */
  private static float[] joined(List<float[]> images) {
    int size = images.isEmpty() ? 0 : images.getFirst().length;
    float[] all = new float[images.size() * size];
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.clamp(images.get(i / size)[i % size], -1, 1);
    }
    return all;
  }
}
