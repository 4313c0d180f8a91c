package org.tributary.models.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.UnsupportedModelException;
import org.tributary.models.safetensors.Checkpoint;
import org.tributary.models.safetensors.Safetensors;
import org.tributary.models.safetensors.SafetensorsException;
import org.tributary.models.tensor.Tensor;
import org.tributary.models.tokenizer.ModelTokenizer;

/**
 * Damaged folders: each is read, or refused by one of the exceptions that say why; without much
 * memory, without much time. {@code -Dfuzz.tries=N} tries more than the few of a build.
 */
class ModelFolderFuzzTest {
  private static final int TRIES = Integer.getInteger("fuzz.tries", 500);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MAX_ALLOCATION = 16 << 20;
  private static final long MAX_NANOS = 10_000_000_000L;
  private static final String SHARD = "model-00001-of-00001.safetensors";

  @TempDir private Path folder = Path.of("");

  /** What reads the folder; it may throw. */
  private interface Reader {
    void read() throws IOException;
  }

  @BeforeEach
  void warmUp() throws IOException {
    copy("config-llama3.json", "config.json");
    copy("tokenizer-llama2.json", "tokenizer.json");
    DecoderConfig.read(folder);
    ModelTokenizer.open(folder).close();
    Files.delete(folder.resolve("tokenizer.json"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "config-llama3.json",
        "config-smollm3.json",
        "config-qwen2.json",
        "config-yarn.json"
      })
  void config(String seed) throws IOException {
    copy(seed, "config.json");
    fuzz(
        "config.json",
        true,
        () -> {
          DecoderConfig config = DecoderConfig.read(folder);
          config.rope().inverseFrequencies(config.context() + 1);
        });
  }

  @Test
  void generationConfig() throws IOException {
    Files.writeString(
        folder.resolve("generation_config.json"), "{\"eos_token_id\":[1,2],\"do_sample\":true}");
    fuzz("generation_config.json", true, () -> DecoderConfig.read(folder));
  }

  @Test
  void safetensors() throws IOException {
    weights("model.safetensors");
    fuzz("model.safetensors", false, () -> sum(Checkpoint.read(folder)));
  }

  @Test
  void shard() throws IOException {
    weights(SHARD);
    index();
    fuzz(SHARD, false, () -> sum(Checkpoint.read(folder)));
  }

  @Test
  void shardIndex() throws IOException {
    weights(SHARD);
    index();
    fuzz("model.safetensors.index.json", true, () -> sum(Checkpoint.read(folder)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tokenizer-llama2.json", "tokenizer-llama3.json"})
  void tokenizer(String seed) throws IOException {
    copy(seed, "tokenizer.json");
    fuzz(
        "tokenizer.json",
        true,
        () -> {
          try (ModelTokenizer tokenizer = ModelTokenizer.open(folder)) {
            for (String text :
                new String[] {
                  "", "Hello  <s> world\n 12345", "\u0000é😀\uFFFF▁▁", "a".repeat(9_000)
                }) {
              long[] ids = tokenizer.encode(text);
              for (long id : ids) {
                assertTrue(
                    id < tokenizer.vocabularySize(), id + " of " + tokenizer.vocabularySize());
              }
              tokenizer.decode(ids);
            }
          }
        });
  }

  @Test
  void tokenizerConfig() throws IOException {
    copy("tokenizer-llama3.json", "tokenizer.json");
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        """
        {"bos_token":{"content":"<s>"},"eos_token":"</s>","added_tokens_decoder":{"1":{"content":"x"}},
         "chat_template":[{"name":"default","template":"{{ bos_token }}"}]}
        """);
    fuzz("tokenizer_config.json", true, () -> ModelTokenizer.open(folder).close());
  }

  private void fuzz(String file, boolean json, Reader reader) throws IOException {
    Path path = folder.resolve(file);
    byte[] seed = Files.readAllBytes(path);
    assertTrue(accepts(reader), "the file is whole before it is damaged");
    int accepted = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] mutated = Mutation.of(seed, json, new Random(i));
      Files.write(path, mutated);
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long started = System.nanoTime();
      try {
        accepted += accepts(reader) ? 1 : 0;
      } catch (Throwable e) {
        throw new AssertionError("try " + i + " of " + file + ": " + shown(mutated), e);
      }
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      assertTrue(allocated < MAX_ALLOCATION, "try " + i + " took " + allocated + " bytes");
      assertTrue(System.nanoTime() - started < MAX_NANOS, "try " + i + " took too long");
    }
    assertTrue(accepted > TRIES / 100 && accepted < TRIES, accepted + " of " + TRIES + " read");
  }

  /** Anything but these exceptions is a bug. */
  private static boolean accepts(Reader reader) {
    try {
      reader.read();
      return true;
    } catch (UnsupportedModelException | SafetensorsException | IOException e) {
      String said = String.valueOf(e.getMessage());
      assertTrue(said.length() > 8 && said.length() < 2_500, said);
      return false;
    }
  }

  private static void sum(Map<String, Tensor> tensors) {
    float sum = 0;
    for (Tensor tensor : tensors.values()) {
      long last = tensor.data().byteSize();
      sum += last == 0 ? 0 : tensor.data().get(ValueLayout.JAVA_BYTE, last - 1);
    }
    assertTrue(!Float.isNaN(sum), "every byte can be read");
  }

  private void weights(String name) throws IOException {
    Map<String, Tensor> tensors =
        Map.of(
            "model.norm.weight", Tensor.ofFloats(new float[] {1, 2, 3, 4}, 4),
            "lm_head.weight", Tensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 2, 3));
    Safetensors.write(folder.resolve(name), tensors, Map.of("format", "pt"));
  }

  private void index() throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        """
        {"metadata":{"total_size":40},"weight_map":{"model.norm.weight":"%s","lm_head.weight":"%s"}}
        """
            .formatted(SHARD, SHARD));
  }

  private void copy(String resource, String name) throws IOException {
    try (var in = ModelFolderFuzzTest.class.getResourceAsStream(resource)) {
      Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
    }
  }

  private static String shown(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return text.length() > 3_000 ? text.substring(0, 3_000) + "…" : text;
  }
}
