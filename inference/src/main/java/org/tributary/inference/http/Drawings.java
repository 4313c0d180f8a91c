package org.tributary.inference.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.tributary.inference.image.ImageEngine;
import org.tributary.inference.image.ImageListener;
import org.tributary.inference.image.ImageRequest;
import org.tributary.inference.image.ImageWork;
import org.tributary.inference.image.Standing;
import org.tributary.models.openai.LikePicture;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/** The images of one request: queued together, heard together, cancelled together. */
final class Drawings {
  private final List<ImageWork> works = new ArrayList<>();
  private final AtomicInteger open;
  private final Sinks.Many<DrawingPart> heard;

  Drawings(int images) {
    this.open = new AtomicInteger(images);
    // The engine never waits for a reader; what one has not read yet is bounded by the
    // steps and by the places of the queue.
    this.heard = Sinks.many().unicast().onBackpressureBuffer(new LinkedBlockingQueue<>());
  }

  void enter(ImageEngine engine, List<ImageRequest> requests) {
    for (ImageRequest request : requests) {
      works.add(engine.work(request, new Listener(works.size())));
    }
    engine.enter(works);
  }

  /** All that is heard of them, in order; for one subscriber. */
  Flux<DrawingPart> parts() {
    return heard.asFlux().doOnCancel(this::cancel);
  }

  void cancel() {
    works.forEach(ImageWork::cancel);
  }

  /** Called on the engine's thread, which is never more than one. */
  private final class Listener implements ImageListener {
    private final int image;

    Listener(int image) {
      this.image = image;
    }

    @Override
    public void onWaiting(Standing standing) {
      heard.tryEmitNext(new DrawingPart(image, standing, List.of(), () -> new float[0]));
    }

    @Override
    public void onStep(Standing standing, Supplier<float[]> preview) {
      heard.tryEmitNext(new DrawingPart(image, standing, List.of(), preview));
    }

    @Override
    public void onEnd(int steps, float[] pixels, List<LikePicture> like) {
      Standing end = new Standing(0, steps, steps, null);
      heard.tryEmitNext(new DrawingPart(image, end, like, () -> pixels));
      if (open.decrementAndGet() == 0) {
        heard.tryEmitComplete();
      }
    }

    /** One image that fails ends all. */
    @Override
    public void onFailure(RuntimeException failure) {
      heard.tryEmitError(failure);
      cancel();
    }
  }
}
