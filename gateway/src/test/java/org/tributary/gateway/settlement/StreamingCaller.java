package org.tributary.gateway.settlement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks one streamed question after the other, whatever dies, and notes what arrived of each. */
final class StreamingCaller implements Runnable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_WORDS = 60;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;
  private final String accessKey;
  private final Random random;
  private final AtomicBoolean stop;
  final List<Answer> answers = new CopyOnWriteArrayList<>();

  /** An answer of which something arrived, as its caller saw it. */
  static final class Answer {
    final String id;
    volatile int words;
    volatile boolean complete;
    private final List<Long> times = new CopyOnWriteArrayList<>();

    Answer(String id) {
      this.id = id;
    }

    /** The words that had arrived this long before the last one did. */
    long wordsBeforeTheLast(long nanos) {
      long last = times.isEmpty() ? 0 : times.getLast();
      return times.stream().filter(at -> at <= last - nanos).count();
    }
  }

  StreamingCaller(URI uri, String accessKey, long seed, AtomicBoolean stop) {
    this.uri = uri;
    this.accessKey = accessKey;
    this.random = new Random(seed);
    this.stop = stop;
  }

  @Override
  public void run() {
    while (!stop.get()) {
      try {
        ask(1 + random.nextInt(MOST_WORDS));
      } catch (IOException brokenOff) {
        // What the test is about; the next question finds the restarted part.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void ask(int words) throws IOException, InterruptedException {
    String body =
        """
        {"model":"%s","stream":true,"max_tokens":%d,"messages":[{"role":"user","content":"Hi"}]}
        """
            .formatted(TestStack.MODEL, words);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + accessKey)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<Stream<String>> response = http.send(request, HttpResponse.BodyHandlers.ofLines());
    try (Stream<String> lines = response.body()) {
      if (response.statusCode() != 200) {
        // Refused while something is away: nothing is owed, and nothing is to be hurried.
        Thread.sleep(50);
        return;
      }
      Reading reading = new Reading();
      lines.forEach(reading::take);
    } catch (UncheckedIOException broken) {
      throw broken.getCause();
    }
  }

  private final class Reading {
    private @Nullable Answer answer;

    void take(String line) {
      Answer known = answer;
      if (line.equals("data: [DONE]") && known != null) {
        known.complete = true;
      } else if (line.startsWith("data: {")) {
        read(line.substring("data: ".length()));
      }
    }

    private void read(String json) {
      try {
        JsonNode event = JSON.readTree(json);
        if (event.has("error")) {
          return;
        }
        Answer known = answer;
        if (known == null) {
          known = new Answer(event.path("id").asText());
          answer = known;
          answers.add(known);
        }
        if (!event.at("/choices/0/delta/content").asText("").isEmpty()) {
          known.times.add(System.nanoTime());
          known.words++;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
