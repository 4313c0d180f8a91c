package org.tributary.models.diffusion;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tributary.models.tensor.DType;

class DiffusionConfigTest {
  private static final DiffusionConfig SHAPE =
      new DiffusionConfig(64, 8, 256, 8, 128, 2, 192, 3, 64, 2048, 32);

  @TempDir private Path folder = Path.of("");

  private void write(Map<String, Object> json) throws IOException {
    new ObjectMapper().writeValue(folder.resolve("config.json").toFile(), json);
  }

  @ParameterizedTest
  @EnumSource(Prediction.class)
  void aConfig_isReadAsWritten(Prediction prediction) throws IOException {
    DiffusionConfig config = SHAPE.predicting(prediction);
    write(config.json());
    assertEquals(config, DiffusionConfig.read(folder));
    assertEquals(prediction, DiffusionConfig.read(folder).prediction());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "prediction_type | sample | prediction_type is \"sample\", not one of flow_velocity",
        "prediction_type | Epsilon | prediction_type is \"Epsilon\"",
        "prediction_type | | prediction_type is absent",
        "model_type | unet | model_type",
        "image_size | 63 | image_size",
        "hidden_size | 0 | hidden_size",
        "vocab_size | | vocab_size is not an integer",
      })
  void whatDoesNotFit_isRefusedByName(String field, @Nullable String value, String why)
      throws IOException {
    Map<String, Object> json = SHAPE.json();
    if (value == null) {
      json.remove(field);
    } else {
      json.put(field, value.matches("[0-9]+") ? (Object) Integer.valueOf(value) : value);
    }
    write(json);
    IOException refusal = assertThrows(IOException.class, () -> DiffusionConfig.read(folder));
    assertTrue(String.valueOf(refusal.getMessage()).contains(why), refusal.getMessage());
  }

  @Test
  void theScript_givesAVelocityOfFlowsAlone() {
    String flow = new DiffusionScript(SHAPE, DType.F32).source();
    String noise = new DiffusionScript(SHAPE.predicting(Prediction.EPSILON), DType.F32).source();
    assertTrue(flow.contains("return (self).velocity(x, t, text)"), flow);
    assertTrue(noise.contains("return (self).network(x, t, text)"), noise);
  }
}
