package org.tributary.inference.image;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.diffusion.DiffusionModel;
import org.tributary.inference.diffusion.Drawing;
import org.tributary.inference.diffusion.NoisePath;
import org.tributary.inference.diffusion.Trajectory;
import org.tributary.inference.engine.EngineLoop;
import org.tributary.inference.likeness.Likeness;
import org.tributary.inference.waiting.WaitingRoom;
import org.tributary.models.openai.LikePicture;

/** All images under way: who begins, one evaluation of the model for all, what each is told. */
final class Studio implements EngineLoop.Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Studio.class);

  private final DiffusionModel model;
  private final NoisePath path;
  private final Optional<Likeness> likeness;
  private final WaitingRoom<ImageWork> waiting;
  private final int slots;
  private final Forecast forecast;
  private final Timer stepTime;
  private final Timer likenessTime;
  private final Map<ImageWork, Drawing> open = new LinkedHashMap<>();
  private volatile int running;

  /**
   * @param slots images drawn at once
   */
  Studio(
      DiffusionModel model,
      Optional<Likeness> likeness,
      WaitingRoom<ImageWork> waiting,
      int slots,
      MeterRegistry registry) {
    this.model = model;
    this.path = NoisePath.of(model.config().prediction());
    this.likeness = likeness;
    this.waiting = waiting;
    this.slots = slots;
    this.forecast = new Forecast(slots);
    this.stepTime = registry.timer("tributary.worker.image.step");
    this.likenessTime = registry.timer("tributary.worker.image.likeness");
  }

  NoisePath path() {
    return path;
  }

  /** Images that have a slot; for any thread. */
  int running() {
    return running;
  }

  @Override
  public boolean idle() {
    return open.isEmpty();
  }

  @Override
  public void round() {
    open.keySet().removeIf(ImageWork::cancelled);
    waiting.removeCancelled();
    admit();
    running = open.size();
    if (open.isEmpty()) {
      return;
    }
    tellWaiting();
    long began = System.nanoTime();
    Drawing.advance(List.copyOf(open.values()), model);
    long took = System.nanoTime() - began;
    stepTime.record(took, TimeUnit.NANOSECONDS);
    forecast.evaluated(took);
    tellSteps();
    tellEnds();
    running = open.size();
  }

  private void admit() {
    while (open.size() < slots) {
      Optional<ImageWork> next = waiting.next(this::runningOf);
      if (next.isEmpty()) {
        return;
      }
      ImageWork work = next.get();
      try {
        open.put(work, work.begin(model, path));
      } catch (RuntimeException e) {
        LOG.error("an image could not be begun", e);
        work.fail(e);
      }
    }
  }

  private int runningOf(String client) {
    return (int) open.keySet().stream().filter(w -> w.client().equals(client)).count();
  }

  private void tellWaiting() {
    long now = System.nanoTime();
    long before =
        open.entrySet().stream()
            .mapToLong(each -> each.getKey().evaluationsLeft(each.getValue().trajectory()))
            .sum();
    int position = 1;
    for (ImageWork work : waiting.inOrder(this::runningOf)) {
      int own = work.evaluationsLeft(null);
      work.tellWaiting(position++, forecast.etaMs(own, before), now);
      before += own;
    }
  }

  private void tellSteps() {
    open.entrySet()
        .removeIf(each -> {
          Trajectory way = each.getValue().trajectory();
          Long eta = forecast.etaMs(each.getKey().evaluationsLeft(way), 0);
          return !way.isDone() && !each.getKey().tellStep(way, eta);
        });
  }

  /** Looks for likenesses of all that are done in one evaluation of the scorer. */
  private void tellEnds() {
    Map<ImageWork, Trajectory> done = new LinkedHashMap<>();
    open.forEach((work, drawing) -> {
      if (drawing.trajectory().isDone()) {
        done.put(work, drawing.trajectory());
      }
    });
    if (done.isEmpty()) {
      return;
    }
    Iterator<List<LikePicture>> like = like(done.values()).iterator();
    done.forEach((work, way) -> work.tellEnd(way, like.next()));
    open.keySet().removeAll(done.keySet());
  }

  private List<List<LikePicture>> like(Collection<Trajectory> done) {
    List<float[]> images = done.stream().map(Trajectory::estimate).toList();
    List<List<LikePicture>> none = Collections.nCopies(images.size(), List.of());
    try {
      return likeness
          .<List<List<LikePicture>>>map(by -> likenessTime.record(() -> by.of(images)))
          .orElse(none);
    } catch (RuntimeException e) { // an image that is drawn is not lost by what is said of it
      LOG.error("no likenesses were found", e);
      return none;
    }
  }

  @Override
  public void failAll(RuntimeException failure) {
    open.keySet().forEach(work -> work.fail(failure));
    open.clear();
    running = 0;
  }
}
