package org.tributary.inference.training.image;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tributary.inference.diffusion.CaptionEncoder;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.Drawing;
import org.tributary.inference.diffusion.NoisePath;
import org.tributary.inference.diffusion.Sampler;
import org.tributary.inference.diffusion.Trajectory;
import org.tributary.inference.sampling.Noise;

/**
 * Draws prompts as a request does that leaves all settings open, each by the seed of its place in
 * the list: the same model draws the same images.
 */
record Artist(DiffusionModel model, CaptionEncoder captions) {
  static final int STEPS = 20;
  static final double GUIDANCE = 4;
  private static final int AT_ONCE = 8;

  /** An image for each of {@code prompts}, planes of pixels; the prompts must fit the model. */
  List<float[]> draw(List<String> prompts) {
    List<float[]> images = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += AT_ONCE) {
      int to = Math.min(prompts.size(), from + AT_ONCE);
      images.addAll(draw(prompts.subList(from, to), from));
    }
    return images;
  }

  private List<float[]> draw(List<String> prompts, int seed) {
    int length = model.config().captionLength();
    long[] ids = new long[(prompts.size() + 1) * length];
    for (int i = 0; i < prompts.size(); i++) {
      System.arraycopy(row(prompts.get(i)), 0, ids, i * length, length);
    }
    System.arraycopy(row(""), 0, ids, prompts.size() * length, length);
    float[] encoded = model.encode(ids);
    int size = encoded.length / (prompts.size() + 1);
    float[] empty = Arrays.copyOfRange(encoded, prompts.size() * size, encoded.length);
    List<Drawing> drawings = new ArrayList<>();
    for (int i = 0; i < prompts.size(); i++) {
      float[] noise = Noise.normal(seed + i, model.config().pixels());
      Trajectory way = new Trajectory(path(), sampler(), STEPS, noise, null);
      float[] caption = Arrays.copyOfRange(encoded, i * size, (i + 1) * size);
      drawings.add(new Drawing(way, caption, empty, GUIDANCE));
    }
    while (!drawings.getFirst().trajectory().isDone()) {
      Drawing.advance(drawings, model);
    }
    return drawings.stream().map(d -> d.trajectory().estimate()).toList();
  }

  Sampler sampler() {
    return Sampler.of(path()).getFirst();
  }

  private NoisePath path() {
    return NoisePath.of(model.config().prediction());
  }

  private long[] row(String prompt) {
    return captions
        .encode(prompt)
        .orElseThrow(() -> new IllegalArgumentException("too long: " + prompt));
  }
}
