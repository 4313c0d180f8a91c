package org.tributary.inference.decoder;

import org.tributary.models.architecture.DecoderConfig;

/**
 * A decoder with the key-value cache of its slots and of cached prefixes; for one thread.
 *
 * <p>A row of a step depends on its own id, position and slot alone, and a chunk on its own ids and
 * what its slot holds before it.
 */
public interface Decoder extends AutoCloseable {
  DecoderConfig config();

  DecoderModel.Plan plan();

  /** How many rows its steps compute. */
  StepWidths widths();

  /**
   * Positions {@code [from, to)} of a prompt on their way into {@code slot}, which holds those
   * before; only one chunk may be under way.
   *
   * @param prompt the whole prompt: with dynamic rotary scaling its length matters
   */
  Chunk chunk(long[] prompt, int from, int to, int slot);

  /** A chunk of a prompt, computed some layers at a time so that steps can go in between. */
  interface Chunk {
    int layersLeft();

    /**
     * Computes the next {@code layers}.
     *
     * @return logits [vocabulary] after the last layer of the prompt's last position, else empty
     */
    float[] advance(int layers);
  }

  /**
   * Adds one model-token to each of up to {@code widths().widest()} rows. Rows that share a slot
   * hold ascending positions of it.
   *
   * @return logits [rows × vocabulary]
   */
  float[] step(long[] ids, int[] positions, int[] slots);

  /** Copies the chunk of {@code slot} that begins at {@code start} to a prefix block. */
  void keep(int slot, int start, int prefixBlock);

  /** Copies a prefix block to the chunk of {@code slot} that begins at {@code start}. */
  void restore(int slot, int start, int prefixBlock);

  @Override
  void close();
}
