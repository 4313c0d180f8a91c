package org.tributary.models.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

class TensorTest {

  @Test
  void constructor_refusesDataOfAnotherSize() {
    MemorySegment seven = MemorySegment.ofArray(new byte[7]);
    assertThrows(IllegalArgumentException.class, () -> new Tensor(DType.F32, List.of(2L), seven));
  }

  @Test
  void size_refusesNegativeAndOverflowing() {
    assertThrows(IllegalArgumentException.class, () -> Tensor.size(List.of(2L, -1L)));
    assertThrows(
        ArithmeticException.class, () -> Tensor.size(List.of(Long.MAX_VALUE, Long.MAX_VALUE)));
  }

  @Test
  void rows_sharesTheRowsAsked() {
    Tensor whole = Tensor.ofFloats(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    Tensor last = whole.rows(1, 3);
    assertEquals(List.of(2L, 2L), last.shape());
    assertEquals(3f, last.floatAt(0));
    whole.setFloat(2, 9);
    assertEquals(9f, last.floatAt(0));
  }

  @Test
  void concatRows_stacksInOrder_refusesMixedTypes() {
    Tensor one = Tensor.ofFloats(new float[] {1, 2}, 1, 2);
    Tensor two = Tensor.ofFloats(new float[] {3, 4, 5, 6}, 2, 2);
    Tensor all = Tensor.concatRows(List.of(one, two));
    assertEquals(List.of(3L, 2L), all.shape());
    assertEquals(3f, all.floatAt(2));
    List<Tensor> mixed = List.of(one, two.to(DType.BF16));
    assertThrows(IllegalArgumentException.class, () -> Tensor.concatRows(mixed));
  }

  /** Rounding to nearest: of the two bfloat16 values around a float, none is nearer. */
  @Property(shrinking = ShrinkingMode.OFF)
  void bfloat16_isTheNearest(@ForAll int anyBits) {
    float value = Float.intBitsToFloat(anyBits & 0x7f7fffff);
    short bits = BFloat16.fromFloat(value);
    if (Float.isInfinite(BFloat16.toFloat(bits))) {
      assertTrue(value >= 0x1.FFp127f, value + " is within bfloat16's range");
      return;
    }
    double error = Math.abs((double) BFloat16.toFloat(bits) - value);
    for (int neighbour : new int[] {Math.max(0, bits - 1), bits + 1}) {
      double other = BFloat16.toFloat((short) neighbour);
      assertTrue(error <= Math.abs(other - value), value + " became " + bits);
    }
  }

  @Test
  void bfloat16_keepsNaNsAndInfinities_tiesToEven() {
    assertTrue(Float.isNaN(BFloat16.toFloat(BFloat16.fromFloat(Float.intBitsToFloat(0x7f800001)))));
    assertEquals(
        Float.NEGATIVE_INFINITY, BFloat16.toFloat(BFloat16.fromFloat(Float.NEGATIVE_INFINITY)));
    assertEquals((short) 0x3f80, BFloat16.fromFloat(Float.intBitsToFloat(0x3f808000)));
    assertEquals((short) 0x3f82, BFloat16.fromFloat(Float.intBitsToFloat(0x3f818000)));
  }
}
