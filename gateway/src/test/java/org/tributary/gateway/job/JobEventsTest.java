package org.tributary.gateway.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ImageEvent;
import org.tributary.models.openai.ImageUsage;

/**
 * However seldom a reader looks, it hears of each image once and of the end once, in that order.
 */
class JobEventsTest {
  private static final FileName PREVIEW = new FileName("cd".repeat(32));

  @Property(tries = 300)
  void everyImageAndTheEnd_areToldOnce(@ForAll long seed) {
    Random random = new Random(seed);
    List<ImageJob> history = history(random);
    JobEvents telling =
        new JobEvents(new ImageLinks("http://h"), file -> Optional.of(new byte[] {1}), true);
    List<Object> told = new ArrayList<>();
    @Nullable ImageJob known = null;
    for (ImageJob now : history) {
      if (now == history.getLast() || random.nextInt(3) == 0) {
        told.addAll(telling.between(known, now));
        known = now;
      }
    }

    List<Integer> completed =
        told.stream()
            .filter(e -> e instanceof ImageEvent i && i.type().equals(ImageEvent.COMPLETED))
            .map(e -> ((ImageEvent) e).index())
            .sorted()
            .toList();
    List<Integer> complete =
        history.getLast().images().stream()
            .filter(JobImage::isComplete)
            .map(JobImage::index)
            .toList();
    assertEquals(complete, completed);
    assertEquals(1, told.stream().filter(JobEvents.Ended.class::isInstance).count());
    assertTrue(told.getLast() instanceof JobEvents.Ended);
    assertTrue(telling.between(known, history.getLast()).isEmpty());
  }

  private static List<ImageJob> history(Random random) {
    int n = 1 + random.nextInt(4);
    ImageJob job = job(n);
    List<JobImage> images = new ArrayList<>(job.images());
    List<ImageJob> history = new ArrayList<>(List.of(job));
    for (int i = 0; i < 40; i++) {
      int which = random.nextInt(n);
      JobImage image = images.get(which);
      if (!image.isComplete()) {
        images.set(which, next(image, random));
      }
      job = job.with(images);
      history.add(job);
    }
    boolean whole = images.stream().allMatch(JobImage::isComplete);
    history.add(
        job.ended(
            whole ? JobStatus.COMPLETED : JobStatus.CANCELLED, new ImageUsage(1, 1, "1"), null));
    return history;
  }

  private static JobImage next(JobImage image, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> image.complete(20, new FileName("ab".repeat(32)), null);
      case 1 -> image.with(new JobImage.Preview(random.nextInt(3), image.step(), PREVIEW));
      default -> image.at(Math.min(19, image.step() + 1), 20, random.nextInt(2), 5L);
    };
  }

  private static ImageJob job(int images) {
    return ImageJob.queued(
        new JobId("imgjob_" + "0".repeat(32)),
        1,
        2,
        "model",
        "call_1",
        "0x1",
        "0x2",
        new JobSettings("a cat", null, images, "64x64", 20, 4, null, 0, null, false));
  }
}
