package org.tributary.models.tensor;

/** An element type of a tensor, with its names in the file formats that carry it. */
public enum DType {
  F32(4, "FloatStorage", 6),
  F16(2, "HalfStorage", 5),
  BF16(2, "BFloat16Storage", 15),
  I64(8, "LongStorage", 4),
  I32(4, "IntStorage", 3),
  I8(1, "CharStorage", 1),
  U8(1, "ByteStorage", 0),
  BOOL(1, "BoolStorage", 11);

  private final int bytes;
  private final String torchStorage;
  private final int torchCode;

  DType(int bytes, String torchStorage, int torchCode) {
    this.bytes = bytes;
    this.torchStorage = torchStorage;
    this.torchCode = torchCode;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Name of the storage class in a torch pickle. */
  public String torchStorage() {
    return torchStorage;
  }

  /** The integer that stands for this type in serialized TorchScript source. */
  public int torchCode() {
    return torchCode;
  }
}
