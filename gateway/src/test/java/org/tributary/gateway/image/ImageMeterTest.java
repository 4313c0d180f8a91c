package org.tributary.gateway.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.job.FileName;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;

/** Workers say what they like; what is counted is bounded and is each one's own. */
class ImageMeterTest {
  private static final ImageSize SIZE = ImageSize.square(64);
  private static final FileName FILE = new FileName("ab".repeat(32));
  private static final List<PaidWorker> WORKERS =
      IntStream.range(0, 3).mapToObj(i -> worker()).toList();

  @Property(tries = 300)
  void whatIsCounted_isBoundedAndSharedExactly(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int images) {
    Random random = new Random(seed);
    int most = 1 + random.nextInt(50);
    ImageMeter meter = new ImageMeter(SIZE, most, images, Bytes32.ZERO);
    for (int i = 0; i < 200; i++) {
      int image = random.nextInt(images);
      switch (random.nextInt(8)) {
        case 0 -> meter.begin(image, WORKERS.get(random.nextInt(WORKERS.size())));
        case 1 -> meter.complete(image, FILE);
        default -> meter.at(image, random.nextInt() >> random.nextInt(32));
      }
      meter.ran().ifPresent(delivery -> assertSound(delivery, (long) most * images));
      meter.complete().ifPresent(delivery -> assertSound(delivery, (long) most * images));
      assertTrue(total(meter.complete()) <= total(meter.ran()));
    }
  }

  private static long total(java.util.Optional<Delivery> delivery) {
    return delivery.map(d -> d.usage().pixels()).orElse(0L);
  }

  private static void assertSound(Delivery delivery, long mostSteps) {
    long shares = delivery.work().stream().mapToLong(Delivery.Work::modelTokens).sum();
    assertEquals(delivery.usage().pixels(), shares);
    assertTrue(shares > 0 && shares <= mostSteps * SIZE.pixels(), () -> "shares " + shares);
    assertEquals(0, delivery.usage().completion());
  }

  @Test
  void imageThatAnotherFinishes_isTheOthersAlone() {
    ImageMeter meter = new ImageMeter(SIZE, 20, 1, Bytes32.ZERO);
    meter.begin(0, WORKERS.get(0));
    meter.at(0, 15);
    meter.begin(0, WORKERS.get(1));
    meter.at(0, 20);
    meter.complete(0, FILE);

    Delivery delivery = meter.complete().orElseThrow();
    assertEquals(List.of(new Delivery.Work(WORKERS.get(1), 20 * SIZE.pixels())), delivery.work());
  }

  @Test
  void stepsNeverGoBack() {
    ImageMeter meter = new ImageMeter(SIZE, 20, 1, Bytes32.ZERO);
    meter.begin(0, WORKERS.getFirst());
    meter.at(0, 7);
    meter.at(0, 2);

    assertEquals(7 * SIZE.pixels(), total(meter.ran()));
    assertTrue(meter.complete().isEmpty());
  }

  private static PaidWorker worker() {
    SigningKey key = SigningKey.random();
    return new PaidWorker("worker", key.address(), key.address());
  }
}
