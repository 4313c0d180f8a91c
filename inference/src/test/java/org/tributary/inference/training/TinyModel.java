package org.tributary.inference.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SplittableRandom;
import org.tributary.models.tensor.Tensor;

/** Model folders with random weights, written by the classes that write trained ones. */
public final class TinyModel {
  /** Room for 40 merges beside the bytes and the control model-tokens. */
  private static final int VOCABULARY = 300;

  private TinyModel() {}

  /** Milliseconds for a whole answer; it never says END by itself. */
  public static Path fast(Path folder) throws IOException {
    return write(folder, new DecoderShape(VOCABULARY, 32, 2, 4, 2, 8, 64, 512));
  }

  /** An answer of thousands of model-tokens takes many seconds: time to leave before its end. */
  public static Path slow(Path folder) throws IOException {
    return write(folder, new DecoderShape(VOCABULARY, 384, 6, 6, 2, 64, 1024, 4096));
  }

  private static Path write(Path folder, DecoderShape shape) throws IOException {
    Files.createDirectories(folder);
    BpeTrainer bpe = new BpeTrainer();
    bpe.add("the cat and the hat, and then the other cats and hats; ".repeat(3));
    TokenizerFile.write(folder, bpe.merges(TokenizerFile.mergesFor(VOCABULARY)));
    ModelExport.write(folder, shape, weights(shape), folder);
    endless(folder.resolve("config.json"));
    return folder;
  }

  /** Training starts from zero output matrices; here every matrix must matter. */
  private static Map<String, Tensor> weights(DecoderShape shape) {
    Map<String, Tensor> weights = new DecoderTrainingArchive(shape).initialWeights(1);
    SplittableRandom random = new SplittableRandom(2);
    weights.forEach((name, tensor) -> {
      double deviation = name.equals("emb") ? 0.5 : 1.5 / Math.sqrt(shape.hidden());
      for (long i = 0; i < tensor.size() && tensor.shape().size() > 1; i++) {
        tensor.setFloat(i, (float) (random.nextGaussian() * deviation));
      }
    });
    return weights;
  }

  private static void endless(Path config) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode node = (ObjectNode) json.readTree(config.toFile());
    node.putArray("eos_token_id");
    json.writeValue(config.toFile(), node);
  }
}
