package org.tributary.models.architecture;

import org.jspecify.annotations.Nullable;

/** The supported decoder families, with what their configurations may leave out. */
enum Family {
  LLAMA("llama", null, 2_048, 1e-6, 10_000, false),
  MISTRAL("mistral", 8, 131_072, 1e-6, 10_000, false),
  QWEN2("qwen2", 32, 32_768, 1e-6, 10_000, false),
  QWEN3("qwen3", 32, 32_768, 1e-6, 10_000, false),
  SMOLLM3("smollm3", 4, 32_768, 1e-6, 2_000_000, true),
  PHI3("phi3", null, 4_096, 1e-5, 10_000, false);

  private final String modelType;
  private final @Nullable Integer kvHeads;
  private final int context;
  private final double normEpsilon;
  private final double ropeBase;
  private final boolean tied;

  Family(
      String modelType,
      @Nullable Integer kvHeads,
      int context,
      double normEpsilon,
      double ropeBase,
      boolean tied) {
    this.modelType = modelType;
    this.kvHeads = kvHeads;
    this.context = context;
    this.normEpsilon = normEpsilon;
    this.ropeBase = ropeBase;
    this.tied = tied;
  }

  static Family of(Settings config) {
    String type = config.text("model_type", "");
    for (Family family : values()) {
      if (family.modelType.equals(type)) {
        return family;
      }
    }
    throw config.refusal("model_type");
  }

  String modelType() {
    return modelType;
  }

  /** Key-value heads where the key is absent; where it is null, there are as many as heads. */
  int kvHeads(int heads) {
    return kvHeads == null ? heads : kvHeads;
  }

  /** Size of a head where the key is absent. */
  int headSize(int hidden, int heads) {
    return this == QWEN3 ? 128 : hidden / heads;
  }

  int context() {
    return context;
  }

  double normEpsilon() {
    return normEpsilon;
  }

  double ropeBase() {
    return ropeBase;
  }

  boolean tied() {
    return tied;
  }

  /** Which weights there are beside the plain matrices. */
  DecoderConfig.Parts parts(Settings config) {
    boolean attention = config.flag("attention_bias", false);
    boolean mlp = config.flag("mlp_bias", false);
    if (attention && (this == MISTRAL || this == PHI3)) {
      throw config.refusal("attention_bias");
    }
    if (mlp && this != LLAMA && this != SMOLLM3) {
      throw config.refusal("mlp_bias");
    }
    return new DecoderConfig.Parts(
        this == PHI3, attention || this == QWEN2, attention && this != QWEN2, mlp, this == QWEN3);
  }
}
