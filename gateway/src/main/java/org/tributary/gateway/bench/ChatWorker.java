package org.tributary.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;

/** The worker of a stack that serves a chat model, and the model's name. */
record ChatWorker(URI server, String model) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** The first of {@code stack}, which is as stack.json has it; only chat models have a context. */
  static Optional<ChatWorker> of(JsonNode stack) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (JsonNode url : stack.path("workers")) {
        URI server = URI.create(url.asText());
        HttpResponse<String> models =
            http.send(
                HttpRequest.newBuilder(server.resolve("/v1/models")).build(),
                HttpResponse.BodyHandlers.ofString());
        JsonNode model = JSON.readTree(models.body()).at("/data/0");
        if (model.has("context")) {
          return Optional.of(new ChatWorker(server, model.path("id").asText()));
        }
      }
    }
    return Optional.empty();
  }
}
