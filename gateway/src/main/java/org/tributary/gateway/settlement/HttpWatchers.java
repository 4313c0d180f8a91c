package org.tributary.gateway.settlement;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.EpochRoots;

/** Asks each watcher at its URL, one after the other. */
final class HttpWatchers implements WatcherSignatures {
  private static final Logger log = LoggerFactory.getLogger(HttpWatchers.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long MAX_ANSWER_BYTES = 4_096;

  private final List<URI> urls;
  private final ObjectMapper json = new ObjectMapper();

  HttpWatchers(List<URI> urls) {
    this.urls = List.copyOf(urls);
  }

  /** What it answers; its signature of the digest, or none. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Answer(@Nullable Signature signature) {}

  @Override
  public List<Signature> of(long epoch, EpochRoots roots, Bytes32 digest) {
    List<Signature> signatures = new ArrayList<>();
    if (!urls.isEmpty()) {
      String question = write(AvailabilityRequest.of(epoch, roots, digest));
      try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
        urls.forEach(url -> ask(http, url, question).ifPresent(signatures::add));
      }
    }
    return signatures;
  }

  private Optional<Signature> ask(HttpClient http, URI url, String question) {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question))
            .build();
    try {
      HttpResponse<String> answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MAX_ANSWER_BYTES));
      if (answer.statusCode() == 200) {
        return Optional.ofNullable(json.readValue(answer.body(), Answer.class).signature());
      }
      log.warn("watcher {} answers {}", url, answer.statusCode());
    } catch (IOException | IllegalArgumentException away) {
      log.warn("watcher {} does not sign: {}", url, away.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private String write(AvailabilityRequest question) {
    try {
      return json.writeValueAsString(question);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a question cannot be written", e);
    }
  }
}
