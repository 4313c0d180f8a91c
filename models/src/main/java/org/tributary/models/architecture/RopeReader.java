package org.tributary.models.architecture;

/** Reads the rotary encoding from a configuration, in the older spelling or the newer. */
record RopeReader(Settings config, Settings rope, int headSize, int context, double defaultBase) {
  private static final int MAX_CONTEXT = 1 << 24;

  /** Where both spellings are there, the older one wins, as in the reference. */
  static Rope read(Settings config, int headSize, int context, double defaultBase) {
    Settings older = config.object("rope_scaling");
    boolean old = !older.json().isEmpty();
    Settings rope = old ? older : config.object("rope_parameters");
    return new RopeReader(config, rope, headSize, context, defaultBase).read();
  }

  private Rope read() {
    refusePartial(config);
    refusePartial(rope);
    double base = rope.positive("rope_theta", config.positive("rope_theta", defaultBase));
    return switch (type()) {
      case "default" -> new PlainRope(headSize, base, 1);
      case "linear" -> new PlainRope(headSize, base, rope.positive("factor", null));
      case "dynamic" -> dynamic(base);
      case "llama3" -> llama3(base);
      case "yarn" -> yarn(base);
      default -> throw rope.refusal(rope.has("rope_type") ? "rope_type" : "type");
    };
  }

  private String type() {
    for (String perLayerType : new String[] {"full_attention", "sliding_attention"}) {
      if (rope.has(perLayerType)) {
        throw rope.refusal(perLayerType);
      }
    }
    return rope.text("rope_type", rope.text("type", "default"));
  }

  private static void refusePartial(Settings settings) {
    if (settings.positive("partial_rotary_factor", 1.0) != 1) {
      throw settings.refusal("partial_rotary_factor");
    }
  }

  private Rope dynamic(double base) {
    double factor = rope.positive("factor", null);
    if (headSize == 2) {
      throw new UnsupportedModelException("head_dim", headSize);
    }
    if (factor < 1) {
      throw rope.refusal("factor");
    }
    return new DynamicRope(headSize, base, factor, context);
  }

  private Rope llama3(double base) {
    double low = rope.positive("low_freq_factor", null);
    double high = rope.positive("high_freq_factor", null);
    if (high <= low) {
      throw rope.refusal("high_freq_factor");
    }
    return new Llama3Rope(
        headSize, base, rope.positive("factor", null), low, high, originalContext());
  }

  private Rope yarn(double base) {
    int original = originalContext();
    double factor =
        rope.isNull("factor") ? (double) context / original : rope.positive("factor", null);
    if (base <= 1) {
      throw rope.refusal("rope_theta");
    }
    double low = pair(turns("beta_fast", 32), base, original);
    double high = pair(turns("beta_slow", 1), base, original);
    if (rope.flag("truncate", true)) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    return new YarnRope(
        headSize,
        base,
        factor,
        Math.max(low, 0),
        Math.min(high, headSize - 1),
        attentionFactor(factor));
  }

  /** The pair that turns {@code turns} times within the original context. */
  private double pair(double turns, double base, int original) {
    return headSize * Math.log(original / (turns * 2 * Math.PI)) / (2 * Math.log(base));
  }

  private double turns(String key, double absent) {
    return isZero(key) ? absent : rope.positive(key, absent);
  }

  private float attentionFactor(double factor) {
    if (rope.has("attention_factor")) {
      return (float) rope.positive("attention_factor", null);
    }
    boolean both =
        rope.has("mscale")
            && rope.has("mscale_all_dim")
            && !isZero("mscale")
            && !isZero("mscale_all_dim");
    return both
        ? (float)
            (mscale(factor, rope.positive("mscale", null))
                / mscale(factor, rope.positive("mscale_all_dim", null)))
        : (float) mscale(factor, 1);
  }

  private static double mscale(double factor, double weight) {
    return factor <= 1 ? 1 : 0.1 * weight * Math.log(factor) + 1;
  }

  private boolean isZero(String key) {
    return rope.json().path(key).isNumber() && rope.json().path(key).doubleValue() == 0;
  }

  /** Phi's spelling keeps it beside the rope's settings; two that differ are a contradiction. */
  private int originalContext() {
    String key = "original_max_position_embeddings";
    int beside = config.size(key, MAX_CONTEXT, context);
    int original = rope.size(key, MAX_CONTEXT, beside);
    if (config.has(key) && original != beside) {
      throw rope.refusal(key);
    }
    return original;
  }
}
