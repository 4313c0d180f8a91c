package org.tributary.gateway.image;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.tributary.gateway.harness.DrawnEvents;
import org.tributary.gateway.redis.Redis;

/** A job lives on by itself: it can be found, listed, stopped and deleted. */
class ImageJobsIT extends ImageTest {
  ImageJobsIT(URI redis) {
    super(redis);
  }

  @Test
  void job_showsItsStepAndPreviewWhileItRuns() throws Exception {
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
  void callerThatLeaves_findsItsImageLater() throws Exception {
    worker.answers(DrawnEvents.hanging(1, STEPS));
    HttpResponse<InputStream> answer =
        http.send(request("\"stream\":true", Map.of()), BodyHandlers.ofInputStream());
    String id = answer.headers().firstValue("X-Tributary-Job").orElseThrow();
    answer.body().close();

    await().untilAsserted(() -> assertEquals(1, job(id).at("/images/0/step").asInt()));
    assertEquals("running", job(id).get("status").asText());
    cancel(id);
    gateway.assertSettled(PIXELS);
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

  private JsonNode list(String query, @Nullable String key) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.server.getURI().resolve("/v1/images/jobs" + query));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return JSON.readTree(gateway.send(request.build()).body());
  }
}
