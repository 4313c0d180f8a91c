package org.tributary.inference.http;

import java.util.List;
import java.util.function.Supplier;
import org.tributary.inference.image.Standing;
import org.tributary.models.openai.LikePicture;

/**
 * What is told of one of a request's images: its place in the queue, a step, or its end.
 *
 * @param image its number
 * @param like the nearest training pictures, at the end; empty where the model has no scorer
 * @param pixels what it looks like, planes of pixels; final at the end, none while it waits
 */
record DrawingPart(int image, Standing standing, List<LikePicture> like, Supplier<float[]> pixels) {

  boolean isWaiting() {
    return standing.position() > 0;
  }

  boolean isEnd() {
    return standing.done() == standing.steps();
  }
}
