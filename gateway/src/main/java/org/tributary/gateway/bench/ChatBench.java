package org.tributary.gateway.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Times streamed answers of one server: a short prompt's first model-token, and a long answer. */
final class ChatBench {
  private static final int LONG_ANSWER = 256;
  private static final String SHORT_PROMPT = "Hello!";

  /** Newlines keep a small model writing: it is the rate that counts, not the words. */
  private static final String LONG_PROMPT = "Tell me a long story about a river and a mill.";

  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI server;
  private final String accessKey;
  private final String model;
  private final List<Double> firstMs = new ArrayList<>();
  private final List<Double> perSecond = new ArrayList<>();
  private long seed;

  /** Medians, and the bad end of each. */
  record Result(double firstMs, double firstMsP95, double perSecond, double perSecondWorst) {
    static final Result NONE = new Result(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
  }

  ChatBench(URI server, String accessKey, String model) {
    this.server = server;
    this.accessKey = accessKey;
    this.model = model;
  }

  void round() throws IOException, InterruptedException {
    firstMs.add(stream(SHORT_PROMPT, 8).firstMs);
    perSecond.add(longestOfSome());
  }

  void reset() {
    firstMs.clear();
    perSecond.clear();
  }

  /** An answer may end early by the model's own word; a rate needs some length to be measured. */
  private double longestOfSome() throws IOException, InterruptedException {
    Timing best = stream(LONG_PROMPT, LONG_ANSWER);
    for (int i = 0; i < 20 && best.count < LONG_ANSWER / 4; i++) {
      Timing next = stream(LONG_PROMPT, LONG_ANSWER);
      best = next.count > best.count ? next : best;
    }
    return (best.count - 1) * 1000 / (best.totalMs - best.firstMs);
  }

  private record Timing(double firstMs, double totalMs, int count) {}

  private Timing stream(String prompt, int answer) throws IOException, InterruptedException {
    byte[] body =
        JSON.writeValueAsBytes(
            Map.of(
                "model",
                model,
                "stream",
                true,
                "max_tokens",
                answer,
                "temperature",
                1,
                "seed",
                seed++,
                "messages",
                List.of(Map.of("role", "user", "content", prompt))));
    HttpRequest request =
        HttpRequest.newBuilder(server.resolve("/v1/chat/completions"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + accessKey)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    long began = System.nanoTime();
    HttpResponse<InputStream> response =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      throw new IOException(
          server
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body().readAllBytes(), StandardCharsets.UTF_8));
    }
    return read(response, began);
  }

  private static Timing read(HttpResponse<InputStream> response, long began) throws IOException {
    double first = Double.NaN;
    double last = Double.NaN;
    int count = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (hasContent(line)) {
          last = (System.nanoTime() - began) / 1e6;
          first = count++ == 0 ? last : first;
        }
      }
    }
    if (count == 0) {
      throw new IOException("an empty answer");
    }
    return new Timing(first, last, count);
  }

  private static boolean hasContent(String line) throws IOException {
    if (!line.startsWith("data: {")) {
      return false;
    }
    JsonNode event = JSON.readTree(line.substring(6));
    return event.at("/choices/0/delta/content").isTextual();
  }

  Result result() {
    List<Double> first = firstMs.stream().sorted().toList();
    List<Double> rate = perSecond.stream().sorted().toList();
    return new Result(
        first.get(first.size() / 2),
        first.get(Math.min(first.size() - 1, (int) (first.size() * 0.95))),
        rate.get(rate.size() / 2),
        rate.getFirst());
  }
}
