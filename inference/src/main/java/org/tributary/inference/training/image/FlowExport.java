package org.tributary.inference.training.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.tensor.DType;
import org.tributary.models.tensor.Tensor;

/** Writes averaged weights as a model folder, in bfloat16. */
final class FlowExport {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private FlowExport() {}

  static void write(
      Path folder, Map<String, Object> config, Map<String, Tensor> weights, Path tokenizer)
      throws IOException {
    Files.createDirectories(folder);
    Files.copy(tokenizer, folder.resolve("tokenizer.json"), StandardCopyOption.REPLACE_EXISTING);
    JSON.writeValue(folder.resolve("config.json").toFile(), config);
    Map<String, Tensor> halves = new LinkedHashMap<>(weights);
    halves.replaceAll((name, tensor) -> tensor.to(DType.BF16));
    Safetensors.write(folder.resolve("model.safetensors"), halves, Map.of());
  }
}
