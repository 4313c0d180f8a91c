package org.tributary.inference.http;

import java.util.function.Supplier;

/**
 * What is told of one of a request's images: a step, or its end.
 *
 * @param image its number
 * @param pixels what it looks like, planes of pixels; final where {@code done} is {@code steps}
 */
record DrawingPart(int image, int done, int steps, Supplier<float[]> pixels) {

  boolean isEnd() {
    return done == steps;
  }
}
