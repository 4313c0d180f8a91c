package org.tributary.inference.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tributary.inference.diffusion.Guide;
import org.tributary.inference.diffusion.Sampler;
import org.tributary.inference.image.CaptionTooLongException;
import org.tributary.inference.image.ImageEngine;
import org.tributary.inference.image.ImageRequest;
import org.tributary.models.openai.ImageRequestRules;

/** {@code POST /v1/images/generations}: draws what a prompt says, or changes an image. */
final class ImageService implements Service {
  private final LoadedModel model;
  private final ImageEngine engine;
  private final Clock clock;
  private final ObjectMapper json;

  ImageService(LoadedModel model, ImageEngine engine, Clock clock, ObjectMapper json) {
    this.model = model;
    this.engine = engine;
    this.clock = clock;
    this.json = json;
  }

  @Override
  public Reply<?> open(byte[] body, String address) {
    var asked = RequestBody.parse(json, body, org.tributary.models.openai.ImageRequest.class);
    Refusal.throwIf(ImageRequestRules.check(asked));
    model.requireNamed(asked.model());
    requireSize(asked.size());
    requireQueueable(asked.images());
    List<ImageRequest> requests = requests(asked, RequestBody.client(asked.user(), address));
    Drawings drawings = new Drawings(requests.size());
    try {
      drawings.enter(engine, requests);
    } catch (CaptionTooLongException e) {
      throw Refusal.invalid(String.valueOf(e.getMessage()), e.field(), Refusal.CONTEXT_EXCEEDED);
    }
    ImageWriter writer =
        new ImageWriter(engine.config().imageSize(), requests, asked.previews(), clock.instant());
    return new Reply<>(
        asked.streams(), drawings.parts(), writer::events, writer::whole, drawings::cancel);
  }

  private void requireSize(@Nullable String size) {
    int side = engine.config().imageSize();
    String own = side + "x" + side;
    if (size != null && !size.equals("auto") && !size.equals(own)) {
      throw Refusal.invalid(
          "size is " + Refusal.shortened(size) + "; " + model.name() + " draws " + own + " only",
          "size",
          "invalid_value");
    }
  }

  private void requireQueueable(int images) {
    if (images > engine.widestRequest()) {
      throw Refusal.invalid(
          "n is %d, and this worker queues at most %d images of one client"
              .formatted(images, engine.widestRequest()),
          "n",
          "invalid_value");
    }
  }

  /** Neighbouring seeds, so that each image can be drawn again by itself. */
  private List<ImageRequest> requests(
      org.tributary.models.openai.ImageRequest asked, String client) {
    long seed =
        asked.seed() == null ? ThreadLocalRandom.current().nextInt() & 0x7fffffffL : asked.seed();
    Sampler sampler = sampler(asked.sampler());
    @Nullable Guide guide = guide(asked);
    String negative = asked.negativePrompt() == null ? "" : asked.negativePrompt();
    return IntStream.range(0, asked.images())
        .mapToObj(i ->
            new ImageRequest(
                asked.promptToDraw(),
                negative,
                seed + i,
                asked.stepsOrDefault(),
                asked.guidanceOrDefault(),
                sampler,
                guide,
                client))
        .toList();
  }

  private Sampler sampler(@Nullable String name) {
    List<Sampler> fitting = Sampler.of(engine.path());
    if (name == null) {
      return fitting.getFirst();
    }
    return fitting.stream()
        .filter(s -> s.text().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            Refusal.invalid(
                "sampler is %s; %s has %s"
                    .formatted(
                        Refusal.shortened(name),
                        model.name(),
                        String.join(", ", fitting.stream().map(Sampler::text).toList())),
                "sampler",
                "invalid_value"));
  }

  private @Nullable Guide guide(org.tributary.models.openai.ImageRequest asked) {
    if (asked.image() == null) {
      return null;
    }
    int side = engine.config().imageSize();
    float[] image = Pixels.read(asked.image(), "image", side).planes();
    float[] kept =
        Optional.ofNullable(asked.mask())
            .map(mask -> Pixels.read(mask, "mask", side).opaque())
            .orElse(new float[0]);
    // What is drawn anew inside a mask owes nothing to what was there, unless it is asked to.
    double strength = asked.strength() == null && kept.length > 0 ? 1 : asked.strengthOrDefault();
    return new Guide(image, strength, kept);
  }
}
