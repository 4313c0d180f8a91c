package org.tributary.inference.decoder;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.architecture.LayerWeights;
import org.tributary.models.tensor.Tensor;

/** The same decoders written down plainly in double precision, one position after another. */
final class ReferenceDecoder {
  private final DecoderConfig config;
  private final DecoderWeights weights;
  private final int promptLength;
  private final List<List<double[]>> keys = new ArrayList<>();
  private final List<List<double[]>> values = new ArrayList<>();
  private int position;

  /**
   * @param promptLength positions that are rotated as one prompt; later ones as they come
   */
  ReferenceDecoder(DecoderConfig config, DecoderWeights weights, int promptLength) {
    this.config = config;
    this.weights = weights;
    this.promptLength = promptLength;
    for (int i = 0; i < config.layers().size(); i++) {
      keys.add(new ArrayList<>());
      values.add(new ArrayList<>());
    }
  }

  /** The logits after one more id. */
  double[] next(long id) {
    double[] x = row(weights.embedding(), id);
    for (int i = 0; i < config.layers().size(); i++) {
      x = block(i, x);
    }
    position++;
    return product(List.of(weights.head()), List.of(), normed(x, weights.finalNorm()));
  }

  private double[] block(int layer, double[] x) {
    LayerWeights w = weights.layers().get(layer);
    double[] qkv = product(w.queryKeyValue(), w.queryKeyValueBias(), normed(x, w.inputNorm()));
    int size = config.headSize();
    double[] key = new double[config.kvHeads() * size];
    double[] value = new double[config.kvHeads() * size];
    double[] query = new double[config.heads() * size];
    System.arraycopy(qkv, 0, query, 0, query.length);
    System.arraycopy(qkv, query.length, key, 0, key.length);
    System.arraycopy(qkv, query.length + key.length, value, 0, value.length);
    boolean rotary = config.layers().get(layer).rotary();
    turn(query, w.queryNorm(), rotary);
    turn(key, w.keyNorm(), rotary);
    keys.get(layer).add(key);
    values.get(layer).add(value);
    double[] attended = attended(layer, query);
    double[] x1 = sum(x, product(List.of(w.output()), listOf(w.outputBias()), attended));
    double[] gateUp = product(w.gateUp(), w.gateUpBias(), normed(x1, w.attentionNorm()));
    int half = gateUp.length / 2;
    double[] inner = new double[half];
    for (int i = 0; i < half; i++) {
      inner[i] = gateUp[i] / (1 + Math.exp(-gateUp[i])) * gateUp[i + half];
    }
    return sum(x1, product(List.of(w.down()), listOf(w.downBias()), inner));
  }

  private void turn(double[] heads, @Nullable Tensor norm, boolean rotary) {
    int size = config.headSize();
    float[] frequencies = config.rope().inverseFrequencies(Math.max(promptLength, position + 1));
    for (int from = 0; from < heads.length; from += size) {
      double[] head = new double[size];
      System.arraycopy(heads, from, head, 0, size);
      if (norm != null) {
        head = normed(head, norm);
      }
      for (int i = 0; i < size / 2 && rotary; i++) {
        double angle = (double) position * frequencies[i];
        double cos = Math.cos(angle) * config.rope().attentionFactor();
        double sin = Math.sin(angle) * config.rope().attentionFactor();
        double a = head[i];
        double b = head[i + size / 2];
        head[i] = a * cos - b * sin;
        head[i + size / 2] = b * cos + a * sin;
      }
      System.arraycopy(head, 0, heads, from, size);
    }
  }

  private double[] attended(int layer, double[] query) {
    int size = config.headSize();
    int window = config.layers().get(layer).window();
    int first = window == 0 ? 0 : Math.max(0, position - window + 1);
    double[] out = new double[query.length];
    for (int head = 0; head < config.heads(); head++) {
      int kv = head / (config.heads() / config.kvHeads());
      double[] scores = new double[position + 1];
      double total = 0;
      for (int at = first; at <= position; at++) {
        double score = 0;
        for (int i = 0; i < size; i++) {
          score += query[head * size + i] * keys.get(layer).get(at)[kv * size + i];
        }
        scores[at] = Math.exp(score / Math.sqrt(size));
        total += scores[at];
      }
      for (int at = first; at <= position; at++) {
        for (int i = 0; i < size; i++) {
          out[head * size + i] += scores[at] / total * values.get(layer).get(at)[kv * size + i];
        }
      }
    }
    return out;
  }

  private double[] normed(double[] x, Tensor weight) {
    double squares = 0;
    for (double v : x) {
      squares += v * v;
    }
    double scale = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
    double[] out = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      out[i] = x[i] * scale * weight.floatAt(i);
    }
    return out;
  }

  private static double[] product(List<Tensor> matrices, List<Tensor> biases, double[] x) {
    int rows = matrices.stream().mapToInt(m -> m.shape().get(0).intValue()).sum();
    double[] out = new double[rows];
    int at = 0;
    for (Tensor matrix : matrices) {
      for (long row = 0; row < matrix.shape().get(0); row++) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
          sum += matrix.floatAt(row * x.length + i) * x[i];
        }
        out[at++] = sum;
      }
    }
    at = 0;
    for (Tensor bias : biases) {
      for (long i = 0; i < bias.size(); i++) {
        out[at++] += bias.floatAt(i);
      }
    }
    return out;
  }

  private static double[] sum(double[] a, double[] b) {
    double[] out = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      out[i] = a[i] + b[i];
    }
    return out;
  }

  private static double[] row(Tensor matrix, long row) {
    int size = matrix.shape().get(1).intValue();
    double[] out = new double[size];
    for (int i = 0; i < size; i++) {
      out[i] = matrix.floatAt(row * size + i);
    }
    return out;
  }

  private static List<Tensor> listOf(@Nullable Tensor tensor) {
    return tensor == null ? List.of() : List.of(tensor);
  }
}
