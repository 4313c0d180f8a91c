package org.tributary.models.architecture;

import org.tributary.models.tensor.DType;

/** What a decoder computes in; logits are always float32. */
public enum Precision {
  /** Exact to the reference implementation's float32. */
  F32(DType.F32),
  /**
   * Half the memory traffic, which bounds the speed of one answer on a CPU. Weights are packed for
   * oneDNN when the archive is prepared.
   */
  BF16(DType.BF16);

  private final DType dtype;

  Precision(DType dtype) {
    this.dtype = dtype;
  }

  DType dtype() {
    return dtype;
  }
}
