package org.tributary.gateway.image;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.harness.DrawnEvents;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestModels;
import org.tributary.models.png.ImageMark;

/** Every ending of a call for images charges what it should. */
class ImageCallsIT extends ImageTest {
  ImageCallsIT(URI redis) {
    super(redis);
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
    Set<Long> seeds = new TreeSet<>();
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
  void workerThatDies_isReplacedAndNotPaid() throws Exception {
    try (FakeWorker second = new FakeWorker()) {
      FakeWorker.Answer[] answers = {DrawnEvents.dying(5, STEPS), DrawnEvents.whole(STEPS)};
      AtomicInteger calls = new AtomicInteger();
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
    AtomicInteger calls = new AtomicInteger();
    FakeWorker.Answer whole = DrawnEvents.whole(STEPS);
    worker.answers(response ->
        calls.getAndIncrement() == 0 ? response.status(429).send() : whole.to(response));

    assertEquals(200, post("\"n\":1").statusCode());
    assertEquals(2, calls.get());
    gateway.assertSettled(ONE);
  }

  private static List<JsonNode> events(String body) throws Exception {
    List<JsonNode> events = new ArrayList<>();
    for (String event : body.split("\n\n")) {
      if (!event.equals("data: [DONE]")) {
        events.add(JSON.readTree(event.substring("data: ".length())));
      }
    }
    return events;
  }
}
