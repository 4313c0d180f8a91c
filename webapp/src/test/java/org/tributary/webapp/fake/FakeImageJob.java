package org.tributary.webapp.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/** One order of pictures at the fake gateway; a test may move it on step by step. */
public final class FakeImageJob {
  static final long PRICE_PER_STEP = 2;
  private static final long DAY_SECONDS = 86_400;

  private final String id;
  private final String receipt;
  private final JsonNode request;
  private final ImageScript script;
  private final Ending ending;
  private final List<FluxSink<Map<String, Object>>> listeners = new ArrayList<>();
  private final List<Map<String, Object>> images = new ArrayList<>();
  private final long createdAt;
  private String status = "queued";
  private int step;

  /** Keeps a picture and says where it is served. */
  interface Ending {
    String store(byte[] png);

    void charge(FakeImageJob job, long cost);
  }

  FakeImageJob(String number, JsonNode request, long createdAt, Ending ending) {
    this.id = "imgjob_" + number;
    this.receipt = "call_" + number;
    this.request = request;
    this.script = ImageScript.of(request.path("prompt").asText());
    this.createdAt = createdAt;
    this.ending = ending;
    for (int i = 0; i < count(); i++) {
      images.add(new LinkedHashMap<>(Map.of("index", i, "seed", seed(i))));
    }
  }

  public String id() {
    return id;
  }

  public String receipt() {
    return receipt;
  }

  public JsonNode request() {
    return request;
  }

  /** What is known now, then what comes. */
  Flux<Map<String, Object>> events() {
    return Flux.create(this::listen);
  }

  private synchronized void listen(FluxSink<Map<String, Object>> listener) {
    for (Map<String, Object> image : images) {
      boolean drawn = image.containsKey("url");
      listener.next(event(drawn ? "completed" : "progress", image));
    }
    if (hasEnded()) {
      end(listener);
      return;
    }
    listeners.add(listener);
    listener.onDispose(() -> forget(listener));
    if (script == ImageScript.DRAWS) {
      draw(steps() / 2);
      complete();
    } else if (script == ImageScript.FAILS) {
      draw(2);
      finish("failed");
    }
  }

  /** Says that all its pictures wait at a place of the line. */
  public synchronized void queue(int position) {
    images.forEach(image -> image.put("queue_position", position));
    tell("progress", Map.of("eta_ms", 2_400));
  }

  /** Draws all pictures up to a step, with a preview. */
  public synchronized void draw(int toStep) {
    step = toStep;
    status = "running";
    images.forEach(image -> image.put("queue_position", 0));
    for (Map<String, Object> image : images) {
      byte[] preview = FakePicture.draw(seedOf(image), (double) step / steps());
      Map<String, Object> event = event("partial_image", image);
      event.put("b64_json", Base64.getEncoder().encodeToString(preview));
      event.put("partial_image_index", 0);
      listeners.forEach(listener -> listener.next(event));
    }
    tell("progress", Map.of("eta_ms", 50L * (steps() - step)));
  }

  public synchronized void complete() {
    step = steps();
    for (Map<String, Object> image : images) {
      image.put("url", ending.store(FakePicture.draw(seedOf(image), 1)));
      image.put("looks_most_like", FakeImages.LOOKS_MOST_LIKE);
    }
    tell("completed", Map.of());
    finish("completed");
  }

  synchronized void cancel() {
    if (!hasEnded()) {
      finish("cancelled");
    }
  }

  /** Breaks its streams off, as a lost connection does. */
  public synchronized void breakOff() {
    List.copyOf(listeners).forEach(FluxSink::complete);
  }

  synchronized Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", id);
    document.put("object", "image.job");
    document.put("status", status);
    document.put("created_at", createdAt);
    document.put("expires_at", createdAt + DAY_SECONDS);
    document.put("model", request.path("model").asText());
    document.put("receipt", receipt);
    document.put("size", "64x64");
    document.put("request", requested());
    document.put("images", images.stream().map(this::withSteps).toList());
    if (hasEnded()) {
      document.put("usage", usage());
    }
    if (status.equals("failed")) {
      document.put("error", Map.of("message", "The worker left.", "code", "worker_lost"));
    }
    return document;
  }

  private void finish(String end) {
    status = end;
    ending.charge(this, cost());
    List.copyOf(listeners).forEach(this::end);
  }

  private void end(FluxSink<Map<String, Object>> listener) {
    listener.next(Map.of("type", "image_job." + status, "job", document()));
    listener.next(FakeImages.DONE);
    listener.complete();
  }

  private synchronized void forget(FluxSink<Map<String, Object>> listener) {
    listeners.remove(listener);
  }

  private void tell(String type, Map<String, Object> more) {
    for (Map<String, Object> image : images) {
      Map<String, Object> event = event(type, image);
      event.putAll(more);
      List.copyOf(listeners).forEach(listener -> listener.next(event));
    }
  }

  private Map<String, Object> event(String type, Map<String, Object> image) {
    Map<String, Object> event = withSteps(image);
    event.put("type", "image_generation." + type);
    event.put("size", "64x64");
    event.put("created_at", createdAt);
    return event;
  }

  private Map<String, Object> withSteps(Map<String, Object> image) {
    Map<String, Object> made = new LinkedHashMap<>(image);
    made.put("step", step);
    made.put("steps", steps());
    return made;
  }

  private Map<String, Object> requested() {
    Map<String, Object> made = new LinkedHashMap<>();
    for (String field :
        List.of("prompt", "negative_prompt", "n", "size", "steps", "guidance", "sampler", "seed")) {
      if (request.has(field)) {
        made.put(field, request.get(field));
      }
    }
    made.put("edit", request.has("image"));
    return made;
  }

  private Map<String, Object> usage() {
    int steps = step * count();
    int pixels = FakePicture.SIZE * FakePicture.SIZE;
    return Map.of("steps", steps, "pixel_steps", steps * pixels, "cost", Long.toString(cost()));
  }

  private long cost() {
    return PRICE_PER_STEP * step * count();
  }

  private boolean hasEnded() {
    return !List.of("queued", "running").contains(status);
  }

  private int count() {
    return request.path("n").asInt(1);
  }

  private int steps() {
    return request.path("steps").asInt(20);
  }

  private static long seedOf(Map<String, Object> image) {
    return (Long) Objects.requireNonNull(image.get("seed"));
  }

  private long seed(int index) {
    return request.path("seed").asLong() + index;
  }
}
