package org.tributary.models.diffusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Names and shapes of a scorer's parameters, in the order they are stored. */
public final class ScorerWeights extends BlockWeights {
  private final ScorerConfig config;

  public ScorerWeights(ScorerConfig config) {
    this.config = config;
  }

  @Override
  Map<String, long[]> outer() {
    int d = config.hidden();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("words", shape(config.vocabulary(), d));
    shapes.put("places", shape(config.captionLength(), d));
    shapes.put("patch", shape(d, 3L * config.patch() * config.patch()));
    shapes.put("grid", shape(config.positions(), d));
    shapes.put("image_head", shape(config.embedding(), d));
    shapes.put("caption_head", shape(config.embedding(), d));
    shapes.put("sharpness", shape(1));
    return shapes;
  }

  /** The caption's, then the image's. */
  @Override
  List<String> blocks() {
    List<String> names = new ArrayList<>();
    IntStream.range(0, config.textLayers()).forEach(i -> names.add("text" + i));
    IntStream.range(0, config.layers()).forEach(i -> names.add("see" + i));
    return names;
  }

  @Override
  Map<String, long[]> block(String name) {
    return selfBlock(config.hidden());
  }
}
