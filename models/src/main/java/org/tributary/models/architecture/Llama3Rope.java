package org.tributary.models.architecture;

/**
 * Llama 3.1's rotation: slow pairs turn {@code factor} times slower, fast ones as ever, those
 * between are blended.
 *
 * @param lowFactor pairs that turn less often than this in the original context are slow
 * @param highFactor pairs that turn more often than this are fast
 * @param originalContext positions before the context was stretched
 */
record Llama3Rope(
    int headSize,
    double base,
    double factor,
    double lowFactor,
    double highFactor,
    int originalContext)
    implements Rope {
  @Override
  public float[] inverseFrequencies(int length) {
    float[] inverse = PlainRope.inversePowers((float) base, headSize);
    float longest = (float) (originalContext / lowFactor);
    float shortest = (float) (originalContext / highFactor);
    for (int i = 0; i < inverse.length; i++) {
      float wavelength = (float) (2 * Math.PI) / inverse[i];
      if (wavelength > longest) {
        inverse[i] /= (float) factor;
      } else if (wavelength >= shortest) {
        inverse[i] = blended(inverse[i], wavelength);
      }
    }
    return inverse;
  }

  private float blended(float inverse, float wavelength) {
    float smooth =
        (originalContext / wavelength - (float) lowFactor) / (float) (highFactor - lowFactor);
    return (1 - smooth) * inverse / (float) factor + smooth * inverse;
  }
}
