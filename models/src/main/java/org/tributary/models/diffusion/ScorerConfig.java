package org.tributary.models.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tributary.models.json.JsonFile;

/**
 * The shape of a scorer of images against captions, as its {@code config.json} says: two
 * transformers, one for each, whose results lie in one space.
 *
 * @param imageSize pixels a side
 * @param patch pixels a side
 * @param hidden width of both transformers
 * @param layers of the image's
 * @param textLayers of the caption's
 * @param vocabulary rows of the caption's embedding
 * @param captionLength ids of a caption, as {@link DiffusionConfig} has them
 * @param embedding values of a result
 */
public record ScorerConfig(
    int imageSize,
    int patch,
    int hidden,
    int layers,
    int textLayers,
    int headSize,
    int vocabulary,
    int captionLength,
    int embedding) {
  public static final String MODEL_TYPE = "tributary_image_scorer";
  private static final int MAX_BYTES = 1 << 16;

  public ScorerConfig {
    DiffusionConfig.requireMultiple("patch_size", patch, 1);
    DiffusionConfig.requireMultiple("image_size", imageSize, patch);
    DiffusionConfig.requireMultiple("head_size", headSize, 1);
    DiffusionConfig.requireMultiple("hidden_size", hidden, headSize);
    DiffusionConfig.requireMultiple("num_layers", layers, 1);
    DiffusionConfig.requireMultiple("num_text_layers", textLayers, 1);
    DiffusionConfig.requireMultiple("vocab_size", vocabulary, 1);
    DiffusionConfig.requireMultiple("caption_length", captionLength, 1);
    DiffusionConfig.requireMultiple("embedding_size", embedding, 1);
  }

  /**
   * The config of the scorer in {@code folder}.
   *
   * @throws IOException naming the setting that is absent or does not fit
   */
  public static ScorerConfig read(Path folder) throws IOException {
    JsonNode json = JsonFile.readObject(folder.resolve("config.json"), MAX_BYTES);
    if (!json.path("model_type").asText().equals(MODEL_TYPE)) {
      throw new IOException("config.json: model_type is not " + MODEL_TYPE);
    }
    try {
      return new ScorerConfig(
          DiffusionConfig.number(json, "image_size"),
          DiffusionConfig.number(json, "patch_size"),
          DiffusionConfig.number(json, "hidden_size"),
          DiffusionConfig.number(json, "num_layers"),
          DiffusionConfig.number(json, "num_text_layers"),
          DiffusionConfig.number(json, "head_size"),
          DiffusionConfig.number(json, "vocab_size"),
          DiffusionConfig.number(json, "caption_length"),
          DiffusionConfig.number(json, "embedding_size"));
    } catch (IllegalArgumentException e) {
      throw new IOException("config.json: " + e.getMessage(), e);
    }
  }

  /** What {@code config.json} holds. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", MODEL_TYPE);
    json.put("image_size", imageSize);
    json.put("patch_size", patch);
    json.put("hidden_size", hidden);
    json.put("num_layers", layers);
    json.put("num_text_layers", textLayers);
    json.put("head_size", headSize);
    json.put("vocab_size", vocabulary);
    json.put("caption_length", captionLength);
    json.put("embedding_size", embedding);
    json.put("torch_dtype", "bfloat16");
    return json;
  }

  int positions() {
    return (imageSize / patch) * (imageSize / patch);
  }

  /** Values of one image: three planes of pixels in [-1, 1]. */
  public int pixels() {
    return 3 * imageSize * imageSize;
  }
}
