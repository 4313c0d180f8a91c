package org.tributary.gateway.harness;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.tributary.models.openai.ImageEvent;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What a worker says while it draws one image. */
public final class DrawnEvents {
  public static final int SIDE = 64;

  private DrawnEvents() {}

  /** A place in the queue, steps with one preview in the middle, and the image. */
  public static FakeWorker.Answer whole(int steps) {
    return response ->
        FakeWorker.send(
            response,
            Flux.concat(
                Flux.just(progress(0, steps, 1)),
                steps(steps - 1, steps),
                Flux.just(completed(steps, png(SIDE))),
                Flux.just(FakeWorker.done())));
  }

  /** As long as a preview takes to be seen, between the steps with it and the image. */
  public static FakeWorker.Answer slow(int steps) {
    return response ->
        FakeWorker.send(
            response,
            Flux.concat(
                steps(steps - 1, steps),
                Mono.delay(Duration.ofSeconds(1)).then(Mono.just(completed(steps, png(SIDE)))),
                Flux.just(FakeWorker.done())));
  }

  /** So many steps, then nothing until the gateway leaves. */
  public static FakeWorker.Answer hanging(int done, int steps) {
    return response ->
        FakeWorker.send(response, Flux.concat(steps(done, steps), Mono.<String>never()));
  }

  /** So many steps, then the connection breaks. */
  public static FakeWorker.Answer dying(int done, int steps) {
    return response ->
        FakeWorker.send(
            response, Flux.concat(steps(done, steps), Mono.error(new IOException("died"))));
  }

  /** At once this as the image. */
  public static FakeWorker.Answer only(byte[] image) {
    return response -> FakeWorker.send(response, Flux.just(completed(1, image), FakeWorker.done()));
  }

  private static Flux<String> steps(int done, int steps) {
    return Flux.fromStream(
        IntStream.rangeClosed(1, done)
            .mapToObj(i -> i == steps / 2 ? partial(i, steps) : progress(i, steps, 0)));
  }

  private static String progress(int step, int steps, int position) {
    return event(ImageEvent.PROGRESS, step, steps, null, position);
  }

  private static String partial(int step, int steps) {
    return event(ImageEvent.PARTIAL, step, steps, png(SIDE), 0);
  }

  private static String completed(int steps, byte[] image) {
    return event(ImageEvent.COMPLETED, steps, steps, image, 0);
  }

  private static String event(
      String type, int step, int steps, byte @Nullable [] image, int position) {
    return FakeWorker.data(
        new ImageEvent(
            type,
            image == null ? null : Base64.getEncoder().encodeToString(image),
            null,
            1,
            SIDE + "x" + SIDE,
            "png",
            image == null ? null : 0,
            0,
            7L,
            step,
            steps,
            null,
            position,
            100L,
            null));
  }

  public static byte[] png(int side) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < side / 2; i++) {
      image.setRGB(i, i, Color.RED.getRGB());
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return png.toByteArray();
  }
}
