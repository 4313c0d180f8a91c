package org.tributary.webapp.fake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.sse.Event;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * The gateway's image API, answering by {@link ImageScript}: what a prompt says decides what
 * happens.
 */
@Controller("/v1/images")
public class FakeImages {
  static final String MODEL = "tributary-image-11m";

  /** The end of a stream, which alone is no JSON. */
  static final Map<String, Object> DONE = Map.of("type", "[DONE]");

  static final List<Map<String, Object>> LOOKS_MOST_LIKE =
      List.of(
          like("red apple (noto/1F34E.png)", "Noto Emoji", "Google LLC", "Apache-2.0", 0.914),
          like(
              "crawl/potion <i>red</i>.png",
              "Crawl <b>tiles</b>",
              "DCSS artists",
              "CC0-1.0",
              0.62));

  private static final List<String> WORDS =
      List.of(
          "a",
          "two",
          "red",
          "blue",
          "green",
          "purple",
          "apple",
          "cat",
          "fish",
          "dragon",
          "potion",
          "pixel",
          "art",
          "noto",
          "style",
          "left-right",
          "arrow");

  private final ObjectMapper json;
  private final FakePayments payments;
  private final FakeReceipts receipts;
  private final AtomicInteger numbers = new AtomicInteger();
  private final List<FakeImageJob> jobs = new CopyOnWriteArrayList<>();
  private final Map<String, FakeImageJob> byIdempotencyKey = new ConcurrentHashMap<>();
  private final Map<String, String> payers = new ConcurrentHashMap<>();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();

  FakeImages(ObjectMapper json, FakePayments payments, FakeReceipts receipts) {
    this.json = json;
    this.payments = payments;
    this.receipts = receipts;
  }

  @Get("/vocabulary")
  Map<String, Object> vocabulary(@QueryValue String model) {
    return Map.of(
        "object",
        "image.vocabulary",
        "model",
        model,
        "words",
        WORDS,
        "styles",
        List.of(
            Map.of("name", "noto", "words", "noto style"),
            Map.of("name", "pixel", "words", "pixel art")));
  }

  @Post("/generations")
  HttpResponse<?> generate(
      @Nullable @Header String authorization,
      @Nullable @Header("PAYMENT-SIGNATURE") String payment,
      @Header("Idempotency-Key") String key,
      @Header("Prefer") String prefer,
      @Body JsonNode request) {
    if (!prefer.equals("respond-async")) {
      return FakeErrors.refusal(HttpStatus.BAD_REQUEST, "not_async", "This fake knows jobs only.");
    }
    return payments.admit(
        authorization, payment, purse -> begin(purse, authorization, key, request));
  }

  @Post("/edits")
  HttpResponse<?> edit(
      @Nullable @Header String authorization,
      @Nullable @Header("PAYMENT-SIGNATURE") String payment,
      @Header("Idempotency-Key") String key,
      @Header("Prefer") String prefer,
      @Body JsonNode request) {
    return generate(authorization, payment, key, prefer, request);
  }

  private MutableHttpResponse<?> begin(
      FakePayments.Purse purse, @Nullable String authorization, String key, JsonNode request) {
    return switch (ImageScript.of(request.path("prompt").asText())) {
      case SPENT ->
          FakeErrors.refusal(HttpStatus.PAYMENT_REQUIRED, "insufficient_balance", "Too small.");
      case NO_WORKER ->
          FakeErrors.refusal(HttpStatus.SERVICE_UNAVAILABLE, "no_worker", "No worker.");
      case DEARER ->
          FakeErrors.refusal(HttpStatus.PAYMENT_REQUIRED, "max_cost_exceeded", "Dearer now.");
      default -> {
        FakeImageJob job =
            byIdempotencyKey.computeIfAbsent(key, unused -> order(purse, authorization, request));
        yield !job.request().equals(request)
            ? FakeErrors.refusal(
                HttpStatus.UNPROCESSABLE_ENTITY, "idempotency_key_reused", "Another body.")
            : HttpResponse.status(HttpStatus.ACCEPTED).body(job.document());
      }
    };
  }

  private FakeImageJob order(
      FakePayments.Purse purse, @Nullable String authorization, JsonNode request) {
    String number = String.format("%032x", numbers.incrementAndGet());
    FakeImageJob job =
        new FakeImageJob(number, request, Instant.now().getEpochSecond(), ending(purse));
    payers.put(job.id(), authorization == null ? "" : authorization);
    jobs.add(job);
    return job;
  }

  private FakeImageJob.Ending ending(FakePayments.Purse purse) {
    return new FakeImageJob.Ending() {
      @Override
      public String store(byte[] png) {
        String name =
            HexFormat.of().formatHex(new byte[28]) + String.format("%08x", files.size() + 1);
        files.put(name, png);
        return "/v1/images/files/" + name + ".png";
      }

      @Override
      public void charge(FakeImageJob job, long cost) {
        purse.charge(cost);
        receipts.signImages(job.receipt(), cost);
      }
    };
  }

  @Get("/jobs/{id}")
  HttpResponse<?> show(String id) {
    return find(id).<HttpResponse<?>>map(job -> HttpResponse.ok(job.document())).orElse(notFound());
  }

  @Get(value = "/jobs/{id}/events", produces = MediaType.TEXT_EVENT_STREAM)
  HttpResponse<?> events(String id) {
    Optional<FakeImageJob> job = find(id);
    if (job.isEmpty()) {
      return notFound();
    }
    Flux<Event<String>> events = job.get().events().map(this::text).map(Event::of);
    return HttpResponse.ok(events).contentType(MediaType.TEXT_EVENT_STREAM_TYPE);
  }

  @Post("/jobs/{id}/cancel")
  HttpResponse<?> cancel(String id) {
    find(id).ifPresent(FakeImageJob::cancel);
    return show(id);
  }

  @Delete("/jobs/{id}")
  HttpResponse<?> delete(String id) {
    return jobs.removeIf(job -> job.id().equals(id)) ? HttpResponse.noContent() : notFound();
  }

  @Get("/jobs{?limit,after}")
  Map<String, Object> list(
      @Header String authorization, @QueryValue int limit, @Nullable @QueryValue String after) {
    List<FakeImageJob> own =
        new ArrayList<>(
                jobs.stream().filter(job -> authorization.equals(payers.get(job.id()))).toList())
            .reversed();
    int from = after == null ? 0 : own.stream().map(FakeImageJob::id).toList().indexOf(after) + 1;
    List<FakeImageJob> rest = own.subList(from, own.size());
    List<Map<String, Object>> data =
        rest.stream().limit(limit).map(FakeImageJob::document).toList();
    return Map.of("object", "list", "data", data, "has_more", rest.size() > limit);
  }

  @Get(value = "/files/{name}.png", produces = MediaType.IMAGE_PNG)
  HttpResponse<?> file(String name) {
    byte[] file = files.get(name);
    return file == null
        ? FakeErrors.refusal(HttpStatus.NOT_FOUND, "image_gone", "This image is no longer kept.")
        : HttpResponse.ok(file);
  }

  /** The jobs that were ordered, oldest first. */
  public List<FakeImageJob> jobs() {
    return List.copyOf(jobs);
  }

  public FakeImageJob last() {
    return jobs.getLast();
  }

  /** The file as it is served at a path. */
  public byte[] fileAt(String path) {
    return Objects.requireNonNull(files.get(path.replaceAll("^.*/|\\.png$", "")));
  }

  /** Forgets every picture, as expiry does. */
  public void forgetFiles() {
    files.clear();
  }

  public void forgetAll() {
    jobs.clear();
    files.clear();
    byIdempotencyKey.clear();
  }

  private Optional<FakeImageJob> find(String id) {
    return jobs.stream().filter(job -> job.id().equals(id)).findFirst();
  }

  private String text(Map<String, Object> event) {
    try {
      return event == DONE ? "[DONE]" : json.writeValueAsString(event);
    } catch (JsonProcessingException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static MutableHttpResponse<?> notFound() {
    return FakeErrors.refusal(HttpStatus.NOT_FOUND, "image_job_not_found", "No such job.");
  }

  private static Map<String, Object> like(
      String picture, String set, String owner, String licence, double similarity) {
    return Map.of(
        "picture",
        picture,
        "set",
        set,
        "owner",
        owner,
        "licence",
        licence,
        "similarity",
        similarity);
  }
}
