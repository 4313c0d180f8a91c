package org.tributary.models.architecture;

/**
 * Rotary position encoding: how fast each pair of a head's dimensions turns with the position.
 *
 * <p>Follows the reference implementation's float32 arithmetic (Hugging Face transformers, {@code
 * modeling_rope_utils.py}). Pair i is made of the dimensions i and i + headSize/2.
 */
public sealed interface Rope permits PlainRope, Llama3Rope, DynamicRope, YarnRope {

  /**
   * Radians per position, [headSize/2].
   *
   * @param length positions of the sequence so far, the newest one included
   */
  float[] inverseFrequencies(int length);

  /** What cosine and sine are multiplied by. */
  default float attentionFactor() {
    return 1;
  }

  /** Whether the frequencies change as a sequence grows; if not, any length gives the same. */
  default boolean dependsOnLength() {
    return false;
  }

  /** How many times the positions that it was made for a model may be served with. */
  default double stretch() {
    return 1;
  }
}
