package org.tributary.models.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tributary.models.json.JsonFile;

/** Checks a folder's configuration against what the decoder computes. */
record DecoderConfigReader(Settings config, Family family) {
  private static final int MAX_FILE_BYTES = 1 << 20;
  private static final int MAX_SIZE = 1 << 20;
  private static final int MAX_CONTEXT = 1 << 24;
  private static final int MAX_HEADS = 1 << 12;
  private static final int MAX_HEAD_SIZE = 1 << 10;
  private static final int MAX_LAYERS = 1 << 10;

  /** Keys of other architectures: what they ask for would be left out silently. */
  private static final List<String> UNKNOWN =
      List.of(
          "quantization_config",
          "compression_config",
          "num_local_experts",
          "num_experts",
          "n_routed_experts",
          "num_experts_per_tok",
          "moe_intermediate_size",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "logit_softcapping",
          "query_pre_attn_scalar",
          "attention_chunk_size",
          "embedding_multiplier",
          "residual_multiplier",
          "attention_multiplier",
          "logits_scaling",
          "logit_scale",
          "qk_layernorm",
          "use_qk_norm",
          "use_mrope",
          "alibi",
          "is_encoder_decoder",
          "add_cross_attention",
          "text_config",
          "vision_config",
          "audio_config");

  /** Of these, 1 changes nothing; of the other numbers, 0. */
  private static final Set<String> FACTORS =
      Set.of(
          "embedding_multiplier",
          "residual_multiplier",
          "attention_multiplier",
          "logits_scaling",
          "logit_scale");

  static DecoderConfig read(Path folder) throws IOException {
    Settings config = settings(folder.resolve("config.json"));
    Family family = Family.of(config);
    Set<Integer> ends = new LinkedHashSet<>(config.ids("eos_token_id"));
    Path generation = folder.resolve("generation_config.json");
    if (Files.exists(generation)) {
      ends.addAll(settings(generation).ids("eos_token_id"));
    }
    return new DecoderConfigReader(config, family).read(List.copyOf(ends));
  }

  private static Settings settings(Path file) throws IOException {
    return new Settings(
        String.valueOf(file.getFileName()), JsonFile.readObject(file, MAX_FILE_BYTES));
  }

  private DecoderConfig read(List<Integer> endIds) {
    UNKNOWN.forEach(this::refuseUnlessNeutral);
    if (!config.text("hidden_act", "silu").equals("silu")) {
      throw config.refusal("hidden_act");
    }
    int hidden = config.size("hidden_size", MAX_SIZE, null);
    int heads = config.size("num_attention_heads", MAX_HEADS, null);
    int headSize = headSize(hidden, heads);
    int context = config.size("max_position_embeddings", MAX_CONTEXT, family.context());
    int vocabulary = config.size("vocab_size", MAX_SIZE, null);
    return new DecoderConfig(
        family.modelType(),
        vocabulary,
        hidden,
        heads,
        kvHeads(heads),
        headSize,
        config.size("intermediate_size", MAX_SIZE, null),
        context,
        config.positive("rms_norm_eps", family.normEpsilon()),
        config.flag("tie_word_embeddings", family.tied()),
        new LayerPlan(config, family, layers()).read(),
        rope(headSize, context),
        family.parts(config),
        endIds,
        beginId(vocabulary));
  }

  private int layers() {
    return config.size("num_hidden_layers", MAX_LAYERS, null);
  }

  private int kvHeads(int heads) {
    String key = "num_key_value_heads";
    int kvHeads = config.size(key, MAX_HEADS, config.isNull(key) ? heads : family.kvHeads(heads));
    if (heads % kvHeads != 0) {
      throw new UnsupportedModelException(key, kvHeads + " of " + heads);
    }
    return kvHeads;
  }

  private int headSize(int hidden, int heads) {
    int size = config.size("head_dim", MAX_HEAD_SIZE, family.headSize(hidden, heads));
    if (size < 2 || size % 2 != 0 || size > MAX_HEAD_SIZE) {
      throw new UnsupportedModelException("head_dim", size);
    }
    return size;
  }

  /** The reference reads every Phi-3 scaling as its own longrope. */
  private Rope rope(int headSize, int context) {
    Rope rope = RopeReader.read(config, headSize, context, family.ropeBase());
    if (family == Family.PHI3 && !(rope instanceof PlainRope plain && plain.factor() == 1)) {
      throw config.refusal(config.has("rope_scaling") ? "rope_scaling" : "rope_parameters");
    }
    return rope;
  }

  private int beginId(int vocabulary) {
    String key = "bos_token_id";
    if (!config.has(key)) {
      return -1;
    }
    if (!config.json().path(key).isInt() || config.json().path(key).intValue() >= vocabulary) {
      throw config.refusal(key);
    }
    return Math.max(-1, config.json().path(key).intValue());
  }

  private void refuseUnlessNeutral(String key) {
    boolean neutral =
        switch (config.json().path(key).getNodeType()) {
          case MISSING, NULL -> true;
          case BOOLEAN -> !config.json().path(key).booleanValue();
          case NUMBER -> neutralNumber(key);
          default -> false;
        };
    if (!neutral) {
      throw config.refusal(key);
    }
  }

  private boolean neutralNumber(String key) {
    double value = config.json().path(key).doubleValue();
    return value == (FACTORS.contains(key) ? 1 : 0);
  }
}
