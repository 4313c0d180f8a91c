package org.tributary.gateway.chat;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.models.png.ImageMark;

/** Calls for images over real HTTP and a real Redis: every ending charges what it should. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageCallsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEPS = 20;
  private static final long PIXELS = 64 * 64;
  private static final long ONE = PIXELS * STEPS;
  private static final String PATH = "/v1/images/generations";
  private final HttpClient http = HttpClient.newHttpClient();
  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;

  ImageCallsIT(URI redis) {
    gateway =
        new TestGateway(
            redis,
            Map.of(
                "micronaut.server.max-request-size", 1_000_000,
                "tributary.image.max-image-bytes", 300_000));
  }

  @BeforeEach
  void open() throws Exception {
    gateway.bean(Redis.class).commands().flushall();
    gateway.open(1_000_000);
    gateway.announce(worker, TestModels.DRAWING, TestModels.DRAWING_CONTENT);
    worker.answers(DrawnEvents.whole(STEPS));
    worker.requests.clear();
  }

  @AfterEach
  void forget() {
    gateway.bean(Redis.class).commands().flushall();
  }

  /** Else it would end the calls of other tests, whose clocks stand in the past. */
  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @Test
  void images_areDrawnMarkedKeptAndPaidFor() throws Exception {
    HttpResponse<String> answer = post("\"n\":2,\"seed\":41");

    assertEquals(200, answer.statusCode(), answer.body());
    JsonNode images = JSON.readTree(answer.body());
    assertEquals(2, images.get("data").size());
    assertEquals(Long.toString(2 * ONE), images.at("/usage/cost").asText());
    assertEquals(2 * ONE, images.at("/usage/pixel_steps").asLong());
    ImageMark mark = ImageMark.of(file(images.at("/data/1/url").asText())).orElseThrow();
    assertEquals(42, mark.seed());
    assertEquals(TestModels.DRAWING, mark.model());
    assertEquals(header(answer, "X-Tributary-Receipt"), mark.receipt());
    assertEquals(null, mark.prompt());
    JsonNode receipt = gateway.receipt(answer);
    assertEquals(2 * ONE, receipt.at("/usage/pixels").asLong());
    assertEquals(2 * ONE, receipt.at("/charge").asLong());
    assertEquals(
        receipt.at("/signed/receipt/request").asText(mark.promptCommitment()),
        mark.promptCommitment());
    gateway.assertSettled(2 * ONE);
  }

  @Test
  void workers_areAskedForOneImageEach() throws Exception {
    post("\"n\":2,\"seed\":41,\"steps\":5,\"negative_prompt\":\"blue\",\"guidance\":2.5");

    assertEquals(2, worker.requests.size());
    Set<Long> seeds = new java.util.TreeSet<>();
    for (String body : worker.requests) {
      JsonNode asked = JSON.readTree(body);
      seeds.add(asked.get("seed").asLong());
      assertEquals(1, asked.get("n").asInt());
      assertEquals(5, asked.get("steps").asInt());
      assertEquals("blue", asked.get("negative_prompt").asText());
      assertFalse(asked.has("tributary"), "what the gateway was told is not the worker's");
    }
    assertEquals(Set.of(41L, 42L), seeds);
  }

  @Test
  void stream_tellsAllThatHappens() throws Exception {
    HttpResponse<String> answer = post("\"stream\":true,\"partial_images\":1");

    assertEquals("text/event-stream", header(answer, "Content-Type"));
    List<JsonNode> events = events(answer.body());
    List<String> types = events.stream().map(e -> e.get("type").asText()).toList();
    assertEquals("image_job.completed", types.getLast());
    assertTrue(types.contains("image_generation.completed"), types.toString());
    JsonNode completed = events.get(types.indexOf("image_generation.completed"));
    assertArrayEquals(
        file(completed.get("url").asText()),
        Base64.getDecoder().decode(completed.get("b64_json").asText()));
    JsonNode job = events.getLast().get("job");
    assertEquals(header(answer, "X-Tributary-Job"), job.get("id").asText());
    assertEquals(Long.toString(ONE), job.at("/usage/cost").asText());
    assertTrue(answer.body().endsWith("data: [DONE]\n\n"));
    gateway.assertSettled(ONE);
  }

  @Test
  void aslong_asItRuns_itsPreviewAndPlaceAreShown() throws Exception {
    worker.answers(DrawnEvents.hanging(STEPS / 2, STEPS));
    String id = begin("\"partial_images\":1");

    JsonNode job = awaitJob(id, "/images/0/preview");
    assertEquals("running", job.get("status").asText());
    assertEquals(STEPS / 2, job.at("/images/0/step").asInt());
    assertArrayEquals(DrawnEvents.png(64), file(job.at("/images/0/preview/url").asText()));
    JsonNode stopped = cancel(id);
    assertEquals("cancelled", stopped.get("status").asText());
  }

  @Test
  void cancelled_isChargedForWhatRan() throws Exception {
    worker.answers(DrawnEvents.hanging(3, STEPS));
    String id = begin("\"n\":1");
    await().untilAsserted(() -> assertEquals(3, job(id).at("/images/0/step").asInt()));

    JsonNode job = cancel(id);
    assertEquals("cancelled", job.get("status").asText());
    assertEquals(Long.toString(3 * PIXELS), job.at("/usage/cost").asText());
    gateway.assertSettled(3 * PIXELS);
    await().untilAsserted(() -> assertTrue(worker.closed.get() > 0));
  }

  @Test
  void callerThatLeaves_findsItsImageLater() throws Exception {
    worker.answers(DrawnEvents.hanging(1, STEPS));
    HttpResponse<java.io.InputStream> answer =
        http.send(request("\"stream\":true", Map.of()), BodyHandlers.ofInputStream());
    String id = answer.headers().firstValue("X-Tributary-Job").orElseThrow();
    answer.body().close();

    await().untilAsserted(() -> assertEquals(1, job(id).at("/images/0/step").asInt()));
    assertEquals("running", job(id).get("status").asText());
    cancel(id);
    gateway.assertSettled(PIXELS);
  }

  @Test
  void workerThatDies_isReplacedAndNotPaid() throws Exception {
    try (FakeWorker second = new FakeWorker()) {
      FakeWorker.Answer[] answers = {DrawnEvents.dying(5, STEPS), DrawnEvents.whole(STEPS)};
      java.util.concurrent.atomic.AtomicInteger calls =
          new java.util.concurrent.atomic.AtomicInteger();
      FakeWorker.Answer inTurn =
          response -> answers[Math.min(1, calls.getAndIncrement())].to(response);
      worker.answers(inTurn);
      second.answers(inTurn);
      gateway.announce(second, TestModels.DRAWING, TestModels.DRAWING_CONTENT);

      HttpResponse<String> answer = post("\"n\":1");
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(1, gateway.receipt(answer).get("workers").size());
      assertEquals(2, calls.get());
      gateway.assertSettled(ONE);
    }
  }

  @Test
  void allWorkersFail_nothingIsCharged() throws Exception {
    worker.answers(DrawnEvents.dying(5, STEPS));
    HttpResponse<String> answer = post("\"n\":1");

    assertEquals(502, answer.statusCode());
    assertEquals("worker_failed", code(answer));
    gateway.assertSettled(0);
  }

  @Test
  void whatIsNoPngOfItsSize_isNotPassedOn() throws Exception {
    for (byte[] image :
        List.of(DrawnEvents.png(32), "<svg/>".getBytes(StandardCharsets.UTF_8), new byte[0])) {
      worker.answers(DrawnEvents.only(image));
      assertEquals("worker_failed", code(post("\"n\":1")));
    }
    gateway.assertSettled(0);
  }

  @Test
  void repeat_findsTheSameJobAndIsNotCharged() throws Exception {
    Map<String, String> key = Map.of("Idempotency-Key", "one");
    HttpResponse<String> first = send("\"seed\":1", key);
    HttpResponse<String> again = send("\"seed\":1", key);

    assertEquals(200, again.statusCode(), again.body());
    assertEquals(first.body(), again.body());
    assertEquals(header(first, "X-Tributary-Job"), header(again, "X-Tributary-Job"));
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(ONE);
  }

  @Test
  void repeatWhileItRuns_findsTheSameJobAtOnce() throws Exception {
    worker.answers(DrawnEvents.hanging(1, STEPS));
    Map<String, String> key = Map.of("Idempotency-Key", "two", "Prefer", "respond-async");
    HttpResponse<String> first = send("\"seed\":1", key);
    HttpResponse<String> again = send("\"seed\":1", key);

    assertEquals(202, again.statusCode(), again.body());
    String id = header(first, "X-Tributary-Job");
    assertEquals(id, header(again, "X-Tributary-Job"));
    await().untilAsserted(() -> assertEquals(1, job(id).at("/images/0/step").asInt()));
    cancel(id);
    assertEquals(1, worker.requests.size());
    gateway.assertSettled(PIXELS);
  }

  @Test
  void workerWithoutRoom_isAskedAgain() throws Exception {
    java.util.concurrent.atomic.AtomicInteger calls =
        new java.util.concurrent.atomic.AtomicInteger();
    FakeWorker.Answer whole = DrawnEvents.whole(STEPS);
    worker.answers(response ->
        calls.getAndIncrement() == 0 ? response.status(429).send() : whole.to(response));

    assertEquals(200, post("\"n\":1").statusCode());
    assertEquals(2, calls.get());
    gateway.assertSettled(ONE);
  }

  @Test
  void cancelledOnce_itCanBeAskedForAgain() throws Exception {
    worker.answers(DrawnEvents.hanging(0, STEPS));
    Map<String, String> key = Map.of("Idempotency-Key", "three", "Prefer", "respond-async");
    String id = header(send("\"seed\":1", key), "X-Tributary-Job");
    await().untilAsserted(() -> assertEquals(1, worker.requests.size()));
    cancel(id);
    await().untilAsserted(() -> assertEquals("cancelled", job(id).get("status").asText()));

    worker.answers(DrawnEvents.whole(STEPS));
    send("\"seed\":1", key);
    await().untilAsserted(() -> assertEquals("completed", job(id).get("status").asText()));
    gateway.assertSettled(ONE);
  }

  @Test
  void jobs_areListedToTheirPayerAlone() throws Exception {
    String first = begin("\"seed\":1");
    String second = begin("\"seed\":2");
    await().untilAsserted(() -> assertEquals("completed", job(second).get("status").asText()));
    await().untilAsserted(() -> assertEquals("completed", job(first).get("status").asText()));

    JsonNode page = list("?limit=1", gateway.accessKey());
    assertEquals(second, page.at("/data/0/id").asText());
    assertTrue(page.get("has_more").asBoolean());
    JsonNode next = list("?limit=1&after=" + second, gateway.accessKey());
    assertEquals(first, next.at("/data/0/id").asText());
    assertEquals("payment_required", list("", null).at("/error/code").asText());
  }

  @Test
  void deleted_isGoneWithItsImages() throws Exception {
    String id = begin("\"seed\":1");
    await().untilAsserted(() -> assertEquals("completed", job(id).get("status").asText()));
    String url = job(id).at("/images/0/url").asText();

    HttpRequest delete =
        HttpRequest.newBuilder(gateway.server.getURI().resolve("/v1/images/jobs/" + id))
            .DELETE()
            .build();
    assertEquals(204, gateway.send(delete).statusCode());
    assertEquals("image_job_not_found", job(id).at("/error/code").asText());
    assertEquals(404, http.send(get(URI.create(url)), BodyHandlers.ofString()).statusCode());
    assertEquals(0, list("", gateway.accessKey()).get("data").size());
  }

  @Test
  void gatewayThatStopped_isToldOf() throws Exception {
    worker.answers(DrawnEvents.hanging(1, STEPS));
    String id = begin("\"seed\":1");
    await().untilAsserted(() -> assertEquals(1, job(id).at("/images/0/step").asInt()));
    cancel(id);
    Redis redis = gateway.bean(Redis.class);
    String document = redis.commands().hget("image-job:" + id, "document");
    redis
        .commands()
        .hset(
            "image-job:" + id,
            Map.of("document", document.replace("\"cancelled\"", "\"running\""), "at", "1"));

    assertEquals("failed", job(id).get("status").asText());
    assertEquals("gateway_stopped", job(id).at("/error/code").asText());
  }

  @Test
  void quote_isWhatIsReserved() throws Exception {
    HttpResponse<String> quote =
        gateway.send(gateway.request("/v1/quote", body("\"n\":3,\"steps\":10"), null));

    JsonNode view = JSON.readTree(quote.body());
    assertEquals(PATH, view.get("endpoint").asText(), quote.body());
    assertEquals(Long.toString(3 * PIXELS * 10), view.get("ceiling").asText());
    assertEquals(3 * PIXELS * 10, view.get("pixel_steps").asLong());
    HttpResponse<String> tooDear =
        send("\"n\":3,\"steps\":10", Map.of("X-Tributary-Max-Cost", "100"));
    assertEquals("max_cost_exceeded", code(tooDear));
    assertEquals(402, gateway.send(gateway.request(PATH, body("\"n\":1"), null)).statusCode());
    gateway.assertSettled(0);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "size":"0x0"            | size       | invalid_value
          "size":"1000000000x1"   | size       | invalid_value
          "size":"999999999x1"    | size       | invalid_value
          "size":"auto"           | size       | invalid_value
          "n":11                  | n          | invalid_value
          "steps":0               | steps      | invalid_value
          "guidance":"x"          | guidance   | invalid_type
          "response_format":"gif" | response_format | invalid_value
          "image":"AAAA"          | image      | invalid_value
          "mask":"AAAA"           | mask       | invalid_value
          "seed":1.5e400          | seed       | invalid_type
          "sampler":"eulereulereulereulereulereulereuler" | sampler | invalid_value
          """)
  void badRequests_nameTheField(String field, String param, String code) throws Exception {
    String size = field.contains("size") ? "" : ",\"size\":\"64x64\"";
    HttpResponse<String> answer =
        gateway.send(
            gateway.request(
                PATH,
                "{\"model\":\"%s\",\"prompt\":\"a cat\"%s,%s}"
                    .formatted(TestModels.DRAWING, size, field),
                "Bearer " + gateway.accessKey()));

    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals(code, code(answer), answer.body());
    assertEquals(param, JSON.readTree(answer.body()).at("/error/param").asText());
    assertTrue(worker.requests.isEmpty());
  }

  @Test
  void hugePrompt_isRefused() throws Exception {
    assertEquals(400, post("\"negative_prompt\":\"" + "x".repeat(900_000) + "\"").statusCode());
    assertEquals(413, post("\"negative_prompt\":\"" + "x".repeat(1_100_000) + "\"").statusCode());
  }

  @Test
  void otherKindsOfModels_areNotConfused() throws Exception {
    HttpResponse<String> chatModel =
        gateway.send(
            gateway.request(
                PATH,
                "{\"model\":\"%s\",\"prompt\":\"a cat\"}".formatted(TestGateway.MODEL),
                "Bearer " + gateway.accessKey()));
    assertEquals("wrong_model_kind", code(chatModel));
    HttpResponse<String> imageModel =
        gateway.ask(TestGateway.chat("").replace(TestGateway.MODEL, TestModels.DRAWING));
    assertEquals("wrong_model_kind", code(imageModel));
    JsonNode listed = gateway.get("/v1/models/" + TestModels.DRAWING);
    assertEquals("image", listed.get("kind").asText());
    assertEquals("1000000", listed.at("/pricing/pixels").asText());
  }

  @Test
  void edit_beginsFromAPictureOfAnySize() throws Exception {
    HttpResponse<String> answer =
        edit(
            DrawnEvents.png(200),
            DrawnEvents.png(200),
            "strength",
            "0.5",
            "tributary[mark_prompt]",
            "true");

    assertEquals(200, answer.statusCode(), answer.body());
    JsonNode asked = JSON.readTree(worker.requests.element());
    assertEquals(
        "64x64", ImageMark.sizeOf(Base64.getDecoder().decode(asked.get("image").asText())));
    assertEquals("64x64", ImageMark.sizeOf(Base64.getDecoder().decode(asked.get("mask").asText())));
    assertEquals(0.5, asked.get("strength").asDouble());
    byte[] drawn = file(JSON.readTree(answer.body()).at("/data/0/url").asText());
    assertEquals("a cat", ImageMark.of(drawn).orElseThrow().prompt());
  }

  @Test
  void badPictures_areRefused() throws Exception {
    byte[] good = DrawnEvents.png(64);
    assertEquals("mask", refused(edit(good, DrawnEvents.png(32))));
    assertEquals("image", refused(edit("GIF89a".getBytes(StandardCharsets.UTF_8), null)));
    assertEquals("image", refused(edit(java.util.Arrays.copyOf(good, good.length / 2), null)));
    assertEquals("image", refused(edit(bomb(), null)));
    HttpResponse<String> none =
        gateway.send(
            gateway.request("/v1/images/edits", body("\"n\":1"), "Bearer " + gateway.accessKey()));
    assertEquals("image", JSON.readTree(none.body()).at("/error/param").asText());
    assertTrue(worker.requests.isEmpty());
    gateway.assertSettled(0);
  }

  /** A header that says 100 000 pixels a side, with a checksum that fits. */
  private static byte[] bomb() {
    byte[] png = DrawnEvents.png(64);
    java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(png);
    bytes.putInt(16, 100_000).putInt(20, 100_000);
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(png, 12, 17);
    bytes.putInt(29, (int) crc.getValue());
    return png;
  }

  private static String refused(HttpResponse<String> answer) throws Exception {
    assertEquals(400, answer.statusCode(), answer.body());
    assertEquals("invalid_image", code(answer));
    return JSON.readTree(answer.body()).at("/error/param").asText();
  }

  private HttpResponse<String> edit(
      byte[] image, byte @org.jspecify.annotations.Nullable [] mask, String... fields)
      throws Exception {
    String boundary = "----boundary";
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    part(form, boundary, "image\"; filename=\"image.png", image);
    if (mask != null) {
      part(form, boundary, "mask\"; filename=\"mask.png", mask);
    }
    part(form, boundary, "model", TestModels.DRAWING.getBytes(StandardCharsets.UTF_8));
    part(form, boundary, "prompt", "a cat".getBytes(StandardCharsets.UTF_8));
    part(form, boundary, "size", "64x64".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < fields.length; i += 2) {
      part(form, boundary, fields[i], fields[i + 1].getBytes(StandardCharsets.UTF_8));
    }
    form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return gateway.send(
        HttpRequest.newBuilder(gateway.server.getURI().resolve("/v1/images/edits"))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .header("Authorization", "Bearer " + gateway.accessKey())
            .POST(BodyPublishers.ofByteArray(form.toByteArray()))
            .build());
  }

  private static void part(ByteArrayOutputStream form, String boundary, String name, byte[] value) {
    form.writeBytes(
        ("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    form.writeBytes(value);
    form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }

  private String begin(String fields) throws Exception {
    HttpResponse<String> answer = send(fields, Map.of("Prefer", "respond-async"));
    assertEquals(202, answer.statusCode(), answer.body());
    return JSON.readTree(answer.body()).get("id").asText();
  }

  private JsonNode cancel(String id) throws Exception {
    gateway.send(gateway.request("/v1/images/jobs/" + id + "/cancel", "", null));
    await().until(() -> !job(id).get("status").asText().equals("running"));
    return job(id);
  }

  private JsonNode awaitJob(String id, String field) {
    await().until(() -> !job(id).at(field).isMissingNode());
    try {
      return job(id);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode job(String id) throws Exception {
    return gateway.get("/v1/images/jobs/" + id);
  }

  private JsonNode list(String query, @org.jspecify.annotations.Nullable String key)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.server.getURI().resolve("/v1/images/jobs" + query));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return JSON.readTree(gateway.send(request.build()).body());
  }

  private HttpResponse<String> post(String fields) throws Exception {
    return send(fields, Map.of());
  }

  private HttpResponse<String> send(String fields, Map<String, String> headers) throws Exception {
    return gateway.send(request(fields, headers));
  }

  private HttpRequest request(String fields, Map<String, String> headers) {
    String[] more =
        headers.entrySet().stream()
            .flatMap(e -> java.util.stream.Stream.of(e.getKey(), e.getValue()))
            .toArray(String[]::new);
    return gateway.request(PATH, body(fields), "Bearer " + gateway.accessKey(), more);
  }

  private static String body(String fields) {
    return "{\"model\":\"%s\",\"prompt\":\"a cat\",\"size\":\"64x64\",%s}"
        .formatted(TestModels.DRAWING, fields);
  }

  private static HttpRequest get(URI uri) {
    return HttpRequest.newBuilder(uri).build();
  }

  private byte[] file(String url) throws Exception {
    HttpResponse<byte[]> answer = http.send(get(URI.create(url)), BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode());
    assertEquals("image/png", answer.headers().firstValue("Content-Type").orElseThrow());
    return answer.body();
  }

  private static String code(HttpResponse<String> answer) throws Exception {
    return JSON.readTree(answer.body()).at("/error/code").asText();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  private static List<JsonNode> events(String body) throws Exception {
    List<JsonNode> events = new java.util.ArrayList<>();
    for (String event : body.split("\n\n")) {
      if (!event.equals("data: [DONE]")) {
        events.add(JSON.readTree(event.substring("data: ".length())));
      }
    }
    return events;
  }
}
