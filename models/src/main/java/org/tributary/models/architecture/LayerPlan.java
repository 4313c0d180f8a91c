package org.tributary.models.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tributary.models.architecture.DecoderConfig.Layer;

/** Which layers rotate and which look back through a window, by the rules of each family. */
record LayerPlan(Settings config, Family family, int layers) {
  private static final int MAX_WINDOW = 1 << 24;
  private static final int DEFAULT_WINDOW = 4_096;
  private static final String FULL = "full_attention";
  private static final String SLIDING = "sliding_attention";

  List<Layer> read() {
    boolean[] rotary = rotary();
    int window = window();
    List<JsonNode> types = config.list("layer_types");
    if (types != null && types.size() != layers) {
      throw config.refusal("layer_types");
    }
    return IntStream.range(0, layers)
        .mapToObj(i -> new Layer(rotary[i], sliding(i, rotary[i], window, types) ? window : 0))
        .toList();
  }

  private boolean sliding(int layer, boolean rotary, int window, @Nullable List<JsonNode> types) {
    boolean usual = window > 0 && slidesUsually(layer, rotary);
    if (types == null) {
      return usual;
    }
    String type = types.get(layer).asText();
    boolean stated = type.equals(SLIDING);
    boolean free = family != Family.LLAMA && family != Family.MISTRAL && family != Family.PHI3;
    if (!stated && !type.equals(FULL) || stated && window == 0 || !free && stated != usual) {
      throw config.refusal("layer_types");
    }
    return stated;
  }

  /** Where layer_types does not say it. */
  private boolean slidesUsually(int layer, boolean rotary) {
    return switch (family) {
      case LLAMA -> false;
      case MISTRAL, PHI3 -> true;
      case QWEN2, QWEN3 -> layer >= fullLayers();
      case SMOLLM3 -> !rotary;
    };
  }

  private int fullLayers() {
    JsonNode node = config.json().path("max_window_layers");
    if (!config.has("max_window_layers")) {
      return 28;
    }
    if (!node.isInt() || node.intValue() < 0) {
      throw config.refusal("max_window_layers");
    }
    return node.intValue();
  }

  /** The size of the window; 0 where none is in use. */
  private int window() {
    String key = "sliding_window";
    boolean used =
        config.flag("use_sliding_window", family == Family.MISTRAL || family == Family.PHI3);
    return switch (family) {
      case LLAMA -> {
        if (config.has(key)) {
          throw config.refusal(key);
        }
        yield 0;
      }
      case MISTRAL -> config.isNull(key) ? 0 : config.size(key, MAX_WINDOW, DEFAULT_WINDOW);
      case PHI3 -> config.has(key) ? config.size(key, MAX_WINDOW, null) : 0;
      case QWEN2, QWEN3 ->
          used && !config.isNull(key) ? config.size(key, MAX_WINDOW, DEFAULT_WINDOW) : 0;
      case SMOLLM3 -> used && config.has(key) ? config.size(key, MAX_WINDOW, null) : 0;
    };
  }

  private boolean[] rotary() {
    List<JsonNode> stated = config.list("no_rope_layers");
    if (stated != null && (family != Family.SMOLLM3 || stated.size() < layers)) {
      throw config.refusal("no_rope_layers");
    }
    boolean[] rotary = new boolean[layers];
    int interval =
        family == Family.SMOLLM3 ? config.size("no_rope_layer_interval", MAX_WINDOW, 4) : 0;
    for (int i = 0; i < layers; i++) {
      rotary[i] = stated != null ? one(stated.get(i)) : interval == 0 || (i + 1) % interval != 0;
    }
    return rotary;
  }

  /** The list's name is misleading: 1 means that the layer rotates. */
  private boolean one(JsonNode node) {
    if (!node.isInt() || node.intValue() < 0 || node.intValue() > 1) {
      throw config.refusal("no_rope_layers");
    }
    return node.intValue() == 1;
  }
}
