package org.tributary.models.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A dense row-major little-endian array outside the engine, heap-allocated or mapped from a file.
 *
 * @param dtype element type
 * @param shape dimensions, outermost first; empty for a scalar
 * @param data exactly {@code size() * dtype.bytes()} bytes
 */
public record Tensor(DType dtype, List<Long> shape, MemorySegment data) {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  public Tensor {
    shape = List.copyOf(shape);
    long expected = Math.multiplyExact(size(shape), (long) dtype.bytes());
    if (data.byteSize() != expected) {
      throw new IllegalArgumentException(
          "tensor " + dtype + shape + " needs " + expected + " bytes, got " + data.byteSize());
    }
  }

  /**
   * The tensor called {@code name}.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  public static Tensor require(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor is called " + name);
    }
    return tensor;
  }

  /** Number of elements of {@code shape}; a negative or overflowing one is refused. */
  public static long size(List<Long> shape) {
    long size = 1;
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new IllegalArgumentException("negative dimension in shape " + shape);
      }
      size = Math.multiplyExact(size, dimension);
    }
    return size;
  }

  /** A zero-filled tensor outside the heap, freed with its last reference. */
  public static Tensor zeros(DType dtype, long... shape) {
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    long bytes = Math.multiplyExact(size(dimensions), (long) dtype.bytes());
    return new Tensor(dtype, dimensions, Arena.ofAuto().allocate(bytes, 64));
  }

  public static Tensor ofFloats(float[] values, long... shape) {
    Tensor tensor = zeros(DType.F32, shape);
    MemorySegment.copy(
        MemorySegment.ofArray(values),
        ValueLayout.JAVA_FLOAT,
        0,
        tensor.data,
        FLOAT,
        0,
        values.length);
    return tensor;
  }

  public long size() {
    return size(shape);
  }

  /** Element {@code index} in row-major order as a float; F32, F16 and BF16 only. */
  public float floatAt(long index) {
    return switch (dtype) {
      case F32 -> data.get(FLOAT, index * 4);
      case BF16 -> BFloat16.toFloat(data.get(SHORT, index * 2));
      case F16 -> Float.float16ToFloat(data.get(SHORT, index * 2));
      default -> throw new IllegalStateException(dtype + " holds no floats");
    };
  }

  /** Sets element {@code index}; F32, F16 and BF16 only. */
  public void setFloat(long index, float value) {
    switch (dtype) {
      case F32 -> data.set(FLOAT, index * 4, value);
      case BF16 -> data.set(SHORT, index * 2, BFloat16.fromFloat(value));
      case F16 -> data.set(SHORT, index * 2, Float.floatToFloat16(value));
      default -> throw new IllegalStateException(dtype + " holds no floats");
    }
  }

  /** This tensor in another float type; itself where the type already fits. */
  public Tensor to(DType target) {
    if (target == dtype) {
      return this;
    }
    Tensor out = zeros(target, shape.stream().mapToLong(Long::longValue).toArray());
    for (long i = 0, n = size(); i < n; i++) {
      out.setFloat(i, floatAt(i));
    }
    return out;
  }

  /** Rows {@code from} (inclusive) to {@code to} (exclusive) of the outermost dimension, shared. */
  public Tensor rows(long from, long to) {
    long rowBytes = shape.get(0) == 0 ? 0 : data.byteSize() / shape.get(0);
    List<Long> dimensions = new ArrayList<>(shape);
    dimensions.set(0, to - from);
    return new Tensor(dtype, dimensions, data.asSlice(from * rowBytes, (to - from) * rowBytes));
  }

  /** The tensors stacked along the outermost dimension, copied. */
  public static Tensor concatRows(List<Tensor> parts) {
    Tensor first = parts.get(0);
    long rows = parts.stream().mapToLong(t -> t.shape.get(0)).sum();
    long[] dimensions = first.shape.stream().mapToLong(Long::longValue).toArray();
    dimensions[0] = rows;
    Tensor out = zeros(first.dtype, dimensions);
    long offset = 0;
    for (Tensor part : parts) {
      if (part.dtype != first.dtype) {
        throw new IllegalArgumentException("cannot stack " + part.dtype + " on " + first.dtype);
      }
      MemorySegment.copy(part.data, 0, out.data, offset, part.data.byteSize());
      offset += part.data.byteSize();
    }
    return out;
  }
}
