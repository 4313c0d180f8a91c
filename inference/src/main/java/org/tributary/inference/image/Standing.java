package org.tributary.inference.image;

import org.jspecify.annotations.Nullable;

/**
 * How far an image is.
 *
 * @param position in the queue, from 1; 0 once it is being drawn
 * @param done steps, of {@code steps}
 * @param etaMs until it is complete; null while no step has been timed
 */
public record Standing(int position, int done, int steps, @Nullable Long etaMs) {}
