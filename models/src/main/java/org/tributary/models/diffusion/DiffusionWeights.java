package org.tributary.models.diffusion;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Names and shapes of a diffusion transformer's parameters, in the order they are stored. */
public final class DiffusionWeights extends BlockWeights {
  private final DiffusionConfig config;

  public DiffusionWeights(DiffusionConfig config) {
    this.config = config;
  }

  @Override
  Map<String, long[]> outer() {
    int d = config.hidden();
    int fine = config.fineHidden();
    int text = config.textHidden();
    int finePixels = 3 * (config.patch() / 2) * (config.patch() / 2);
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put("words", shape(config.vocabulary(), text));
    shapes.put("places", shape(config.captionLength(), text));
    shapes.put("patch", shape(d, 4L * finePixels));
    shapes.put("grid", shape(config.coarsePositions(), d));
    shapes.put("fine_patch", shape(fine, finePixels));
    shapes.put("fine_grid", shape(config.finePositions(), fine));
    shapes.put("time1", shape(d, 2L * DiffusionScript.FREQUENCIES));
    shapes.put("time2", shape(d, d));
    shapes.put("pooled", shape(d, text));
    shapes.put("modulation", shape(6L * d, d));
    shapes.put("fine_modulation", shape(6L * fine, d));
    shapes.put("rise", shape(4L * fine, d));
    shapes.put("head", shape(finePixels, fine));
    shapes.put("head_bias", shape(finePixels));
    return shapes;
  }

  /** The caption's, the coarse image's, the fine image's. */
  @Override
  List<String> blocks() {
    List<String> names = new ArrayList<>();
    IntStream.range(0, config.textLayers()).forEach(i -> names.add("text" + i));
    IntStream.range(0, config.layers()).forEach(i -> names.add("mid" + i));
    IntStream.range(0, config.fineLayers()).forEach(i -> names.add("fine" + i));
    return names;
  }

  /** Whether a block encodes the caption; the others paint, and read it. */
  static boolean ofCaption(String block) {
    return block.startsWith("text");
  }

  @Override
  Map<String, long[]> block(String name) {
    int width =
        ofCaption(name)
            ? config.textHidden()
            : name.startsWith("mid") ? config.hidden() : config.fineHidden();
    Map<String, long[]> shapes = selfBlock(width);
    if (!ofCaption(name)) {
      shapes.put("caption", shape(2L * width, config.textHidden()));
      shapes.put("table", shape(6L * width));
    }
    return shapes;
  }
}
