package org.tributary.models.tensor;

/** Conversions between IEEE single precision and bfloat16, rounding to nearest even. */
public final class BFloat16 {
  private BFloat16() {}

  /** The bfloat16 bits nearest to {@code value}; a NaN stays a NaN. */
  public static short fromFloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  /** The single-precision value of bfloat16 {@code bits}, exact. */
  public static float toFloat(short bits) {
    return Float.intBitsToFloat((bits & 0xffff) << 16);
  }
}
