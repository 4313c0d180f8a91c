package org.tributary.models.architecture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes small model folders for tests. */
final class ModelFolder {
  static final ObjectMapper JSON = new ObjectMapper();
  private static final String SIZES =
      """
      {"hidden_act":"silu","vocab_size":100,"hidden_size":32,"num_hidden_layers":4,
       "num_attention_heads":4,"num_key_value_heads":2,"intermediate_size":48,
       "max_position_embeddings":512,"rms_norm_eps":1e-5,"tie_word_embeddings":false}
      """;

  private ModelFolder() {}

  /** Reads a {@code family} model's configuration with {@code changes} over it. */
  static DecoderConfig config(Path folder, String family, String changes) throws IOException {
    ObjectNode config = (ObjectNode) JSON.readTree(SIZES);
    config.put("model_type", family);
    config.setAll((ObjectNode) JSON.readTree(changes));
    Files.writeString(folder.resolve("config.json"), config.toString());
    return DecoderConfig.read(folder);
  }
}
