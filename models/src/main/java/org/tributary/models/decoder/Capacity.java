package org.tributary.models.decoder;

/**
 * What a decoder's graph is made for.
 *
 * @param slots answers that can be held at once
 * @param positions cache length of each slot
 * @param chunk positions of a prompt that are computed together; prefixes are cached in blocks of
 *     as many
 * @param blocks cached prefix blocks; 0 for no prefix cache
 */
public record Capacity(int slots, int positions, int chunk, int blocks) {
  public Capacity {
    if (slots < 1 || positions < 2 || chunk < 1 || blocks < 0) {
      throw new IllegalArgumentException("slots, positions and chunk are positive");
    }
  }
}
