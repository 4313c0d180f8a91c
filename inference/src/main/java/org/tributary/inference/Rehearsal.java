package org.tributary.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.inference.http.LoadedModel;
import org.tributary.inference.image.ImageEngine;

/**
 * One small request of a worker to itself, before a gateway is told of it: what is loaded and set
 * up at first use then delays nobody's answer.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int PARTS = 4;

  private final URI server;
  private final ObjectMapper json;

  Rehearsal(URI server, ObjectMapper json) {
    this.server = server;
    this.json = json;
  }

  /** A request that fails is told of in the log; the model is served all the same. */
  void hold(LoadedModel model) throws InterruptedException {
    boolean draws = model.engine() instanceof ImageEngine;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", model.name());
    body.put("prompt", "a");
    body.put("stream", true);
    body.put(draws ? "steps" : "max_tokens", PARTS);
    if (draws) {
      body.put("partial_images", 1);
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              post(draws ? "/v1/images/generations" : "/v1/completions", body),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        LOG.warn("a first request to ourselves was refused: {}", answer.body());
      }
    } catch (IOException e) {
      LOG.warn("a first request to ourselves failed", e);
    }
  }

  private HttpRequest post(String path, Map<String, Object> body) throws JsonProcessingException {
    return HttpRequest.newBuilder(server.resolve(path))
        .timeout(LIMIT)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(body)))
        .build();
  }
}
