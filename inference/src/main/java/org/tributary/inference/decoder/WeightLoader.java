package org.tributary.inference.decoder;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.models.architecture.DecoderConfig;
import org.tributary.models.architecture.DecoderWeights;
import org.tributary.models.architecture.LayerWeights;
import org.tributary.models.tensor.Tensor;

/**
 * Puts a checkpoint's mapped weights into a decoder's graph, matrix by matrix: what is in memory
 * twice is never more than one matrix, and nothing passes through the heap.
 */
final class WeightLoader {
  /** A piece's bytes must fit Java's buffers. */
  private static final long MAX_PIECE_BYTES = 1L << 30;

  private final PtSymbolBlock block;
  private final PtNDManager manager;
  private final DecoderConfig config;

  WeightLoader(PtSymbolBlock block, PtNDManager manager, DecoderConfig config) {
    this.block = block;
    this.manager = manager;
    this.config = config;
  }

  void put(DecoderWeights weights) {
    put(-1, "embedding", weights.embedding());
    put(-1, "head", weights.head());
    put(-1, "norm", weights.finalNorm());
    for (int i = 0; i < weights.layers().size(); i++) {
      put(i, weights.layers().get(i));
    }
  }

  private void put(int layer, LayerWeights w) {
    put(layer, "wqkv", w.queryKeyValue());
    put(layer, "wo", w.output());
    put(layer, "gate", half(w.gateUp(), 0));
    put(layer, "up", half(w.gateUp(), 1));
    put(layer, "down", w.down());
    put(layer, "n1", w.inputNorm());
    put(layer, "n2", w.attentionNorm());
    put(layer, "wqkv_b", w.queryKeyValueBias());
    put(layer, "wo_b", w.outputBias());
    put(layer, "gate_b", half(w.gateUpBias(), 0));
    put(layer, "up_b", half(w.gateUpBias(), 1));
    put(layer, "down_b", w.downBias());
    if (w.queryNorm() != null && w.keyNorm() != null) {
      List<Tensor> norms = new ArrayList<>();
      norms.addAll(Collections.nCopies(config.heads(), w.queryNorm()));
      norms.addAll(Collections.nCopies(config.kvHeads(), w.keyNorm()));
      put(layer, "qkn", norms);
    }
  }

  /** Gate and up, which some checkpoints hold as two matrices and some as the halves of one. */
  private static List<Tensor> half(List<Tensor> both, int which) {
    if (both.size() != 1) {
      return both.isEmpty() ? both : List.of(both.get(which));
    }
    long rows = both.get(0).shape().get(0) / 2;
    return List.of(both.get(0).rows(which * rows, (which + 1) * rows));
  }

  private void put(int layer, String name, @Nullable Tensor tensor) {
    if (tensor != null) {
      put(layer, name, List.of(tensor));
    }
  }

  private void put(int layer, String name, List<Tensor> tensors) {
    if (tensors.isEmpty()) {
      return;
    }
    List<Tensor> pieces = tensors.stream().flatMap(t -> pieces(t).stream()).toList();
    List<Long> shape = tensors.get(0).shape();
    try (PtNDManager scope = (PtNDManager) manager.newSubManager()) {
      PtNDArray[] bytes = pieces.stream().map(p -> bytes(scope, p)).toArray(PtNDArray[]::new);
      long[] codes = pieces.stream().mapToLong(p -> p.dtype().torchCode()).toArray();
      IValue[] arguments = {
        IValue.from((long) layer),
        IValue.from(name),
        IValue.listFrom(bytes),
        IValue.listFrom(codes),
        IValue.from(shape.size() == 1 ? 1L : shape.get(1))
      };
      try {
        IValueUtils.runMethod(block, "put", arguments).close();
      } finally {
        Arrays.stream(arguments).forEach(IValue::close);
      }
    }
  }

  /** Whole rows of at most {@link #MAX_PIECE_BYTES} each. */
  private static List<Tensor> pieces(Tensor tensor) {
    long rows = tensor.shape().get(0);
    if (tensor.data().byteSize() <= MAX_PIECE_BYTES) {
      return List.of(tensor);
    }
    long step = Math.max(1, MAX_PIECE_BYTES / (tensor.data().byteSize() / rows));
    List<Tensor> pieces = new ArrayList<>();
    for (long at = 0; at < rows; at += step) {
      pieces.add(tensor.rows(at, Math.min(rows, at + step)));
    }
    return pieces;
  }

  private static PtNDArray bytes(PtNDManager scope, Tensor tensor) {
    long size = tensor.data().byteSize();
    return scope.create(tensor.data().asByteBuffer(), new Shape(size), DataType.UINT8);
  }
}
