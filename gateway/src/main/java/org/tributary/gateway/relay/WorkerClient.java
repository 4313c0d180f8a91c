package org.tributary.gateway.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ErrorBody;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Calls workers over HTTP with Reactor Netty, whose cancel closes the connection at once:
 * Micronaut's own client would drain the answer first.
 */
@Singleton
public final class WorkerClient {
  private static final int MAX_ERROR_BYTES = 65_536;
  private final RelayConfig config;
  private final ObjectMapper json;
  private final HttpClient http;

  WorkerClient(RelayConfig config, ObjectMapper json) {
    this.config = config;
    this.json = json;
    this.http =
        HttpClient.create(
                ConnectionProvider.builder("workers")
                    .maxConnections(config.maxConnections())
                    .build())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis());
  }

  /** Sends a chat completion whose answer is then read from the stream. */
  public WorkerStream chat(URI endpoint, ChatRequest request) {
    byte[] body;
    try {
      body = json.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    Flux<String> events =
        http.headers(h -> h.set(HttpHeaderNames.CONTENT_TYPE, "application/json"))
            .post()
            .uri(endpoint.resolve("/v1/chat/completions"))
            .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
            .response(this::events)
            .timeout(config.eventTimeout())
            .onErrorMap(
                TimeoutException.class,
                e -> new WorkerFailure("silent for " + config.eventTimeout().toSeconds() + " s"));
    WorkerStream stream = new WorkerStream(json);
    events.subscribe(stream.events());
    return stream;
  }

  private Flux<String> events(HttpClientResponse response, ByteBufFlux content) {
    int status = response.status().code();
    if (status == 200) {
      SseReader reader = new SseReader(config.maxEventBytes());
      return content.asByteArray().concatMapIterable(reader::feed);
    }
    return content
        .aggregate()
        .asByteArray()
        .defaultIfEmpty(new byte[0])
        .flatMapMany(bytes -> Flux.error(failure(status, bytes)));
  }

  private RuntimeException failure(int status, byte[] body) {
    boolean callersFault = status >= 400 && status < 500 && status != 429 && status != 404;
    if (callersFault && body.length <= MAX_ERROR_BYTES) {
      try {
        ErrorBody error = json.readValue(body, ErrorBody.class);
        if (error.error() != null) {
          return new WorkerRefusal(status, error);
        }
      } catch (IOException e) {
        return new WorkerFailure("the worker answered " + status);
      }
    }
    return new WorkerFailure("the worker answered " + status);
  }
}
