package org.tributary.models.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tributary.models.json.JsonFile;

/**
 * The shape of a diffusion transformer over pixels, as its {@code config.json} says.
 *
 * <p>A wide transformer sees the image in coarse patches, a narrow one refines it in patches of
 * half the side; both read the caption, which a transformer of its own encodes.
 *
 * @param imageSize pixels a side
 * @param patch pixels a side of a coarse patch; a fine one has half
 * @param headSize of every attention head
 * @param vocabulary rows of the caption's embedding
 * @param captionLength ids of a caption: {@link #START}, the words, then {@link #PAD} to the end
 * @param prediction what its output stands for
 */
public record DiffusionConfig(
    int imageSize,
    int patch,
    int hidden,
    int layers,
    int fineHidden,
    int fineLayers,
    int textHidden,
    int textLayers,
    int headSize,
    int vocabulary,
    int captionLength,
    Prediction prediction) {
  /** Fills a caption's row; a caption of nothing else is the unconditional one. */
  public static final int PAD = 0;

  /** Opens each caption; what is computed for it stands for the caption as a whole. */
  public static final int START = 1;

  public static final String MODEL_TYPE = "tributary_flow_transformer";
  private static final int MAX_SIZE = 1 << 16;
  private static final int MAX_BYTES = 1 << 16;

  public DiffusionConfig {
    requireMultiple("patch", patch, 2);
    requireMultiple("image_size", imageSize, patch);
    requireMultiple("head_size", headSize, 1);
    requireMultiple("hidden_size", hidden, headSize);
    requireMultiple("fine_hidden_size", fineHidden, headSize);
    requireMultiple("text_hidden_size", textHidden, headSize);
    requireMultiple("num_layers", layers, 1);
    requireMultiple("num_fine_layers", fineLayers, 1);
    requireMultiple("num_text_layers", textLayers, 1);
    requireMultiple("vocab_size", vocabulary, 1);
    requireMultiple("caption_length", captionLength, 1);
  }

  /** Of a flow, which is what this project trains. */
  public DiffusionConfig(
      int imageSize,
      int patch,
      int hidden,
      int layers,
      int fineHidden,
      int fineLayers,
      int textHidden,
      int textLayers,
      int headSize,
      int vocabulary,
      int captionLength) {
    this(
        imageSize,
        patch,
        hidden,
        layers,
        fineHidden,
        fineLayers,
        textHidden,
        textLayers,
        headSize,
        vocabulary,
        captionLength,
        Prediction.FLOW);
  }

  /** The same shape, whose output stands for {@code other}. */
  public DiffusionConfig predicting(Prediction other) {
    return new DiffusionConfig(
        imageSize,
        patch,
        hidden,
        layers,
        fineHidden,
        fineLayers,
        textHidden,
        textLayers,
        headSize,
        vocabulary,
        captionLength,
        other);
  }

  static void requireMultiple(String name, int value, int unit) {
    if (value < unit || value > MAX_SIZE || value % unit != 0) {
      throw new IllegalArgumentException(
          name + " is " + value + ", not a multiple of " + unit + " up to " + MAX_SIZE);
    }
  }

  /** Whether the model in {@code folder} draws images. */
  public static boolean isOf(Path folder) throws IOException {
    return JsonFile.readObject(folder.resolve("config.json"), MAX_BYTES)
        .path("model_type")
        .asText()
        .equals(MODEL_TYPE);
  }

  /**
   * The config of the model in {@code folder}.
   *
   * @throws IOException naming the setting that is absent or does not fit
   */
  public static DiffusionConfig read(Path folder) throws IOException {
    JsonNode json = JsonFile.readObject(folder.resolve("config.json"), MAX_BYTES);
    if (!json.path("model_type").asText().equals(MODEL_TYPE)) {
      throw new IOException("config.json: model_type is not " + MODEL_TYPE);
    }
    try {
      return new DiffusionConfig(
          number(json, "image_size"),
          number(json, "patch_size"),
          number(json, "hidden_size"),
          number(json, "num_layers"),
          number(json, "fine_hidden_size"),
          number(json, "num_fine_layers"),
          number(json, "text_hidden_size"),
          number(json, "num_text_layers"),
          number(json, "head_size"),
          number(json, "vocab_size"),
          number(json, "caption_length"),
          Prediction.of(json.path("prediction_type").asText()));
    } catch (IllegalArgumentException e) {
      throw new IOException("config.json: " + e.getMessage(), e);
    }
  }

  static int number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.canConvertToInt() || !value.isIntegralNumber()) {
      throw new IllegalArgumentException(name + " is not an integer");
    }
    return value.asInt();
  }

  /** What {@code config.json} holds. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", MODEL_TYPE);
    json.put("prediction_type", prediction.text());
    json.put("image_size", imageSize);
    json.put("patch_size", patch);
    json.put("hidden_size", hidden);
    json.put("num_layers", layers);
    json.put("fine_hidden_size", fineHidden);
    json.put("num_fine_layers", fineLayers);
    json.put("text_hidden_size", textHidden);
    json.put("num_text_layers", textLayers);
    json.put("head_size", headSize);
    json.put("vocab_size", vocabulary);
    json.put("caption_length", captionLength);
    json.put("torch_dtype", "bfloat16");
    return json;
  }

  /** Values of one image: three planes of pixels in [-1, 1]. */
  public int pixels() {
    return 3 * imageSize * imageSize;
  }

  int coarsePositions() {
    return (imageSize / patch) * (imageSize / patch);
  }

  int finePositions() {
    return 4 * coarsePositions();
  }

  /** Width of a gated MLP: 8/3 of the stream's, in whole 64s. */
  static int mlp(int width) {
    return Math.ceilDiv(width * 8, 3 * 64) * 64;
  }
}
