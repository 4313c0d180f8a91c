package org.tributary.models.decoder;

import org.tributary.models.tensor.DType;

/** What a decoder computes in; logits are always float32. */
public enum Precision {
  /** Exact to the reference implementation's float32. */
  F32(DType.F32),
  /** Half the memory traffic, which bounds the speed of one answer on a CPU. */
  BF16(DType.BF16),
  /**
   * Matrices as 8-bit integers with a scale for each row, activations in bf16: half the memory of
   * bf16. Every row of a product is computed by itself, so the batch never changes a result.
   */
  INT8(DType.BF16);

  private final DType dtype;

  Precision(DType dtype) {
    this.dtype = dtype;
  }

  /** The type of activations and of the key-value cache. */
  public DType dtype() {
    return dtype;
  }
}
