package org.tributary.gateway.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ErrorBody;
import org.tributary.models.openai.ImageEvent;
import org.tributary.models.openai.ImageRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.ConnectionProvider;

/**
 * Calls workers over HTTP with Reactor Netty, whose cancel closes the connection at once:
 * Micronaut's own client would drain the answer first. Redirects are not followed.
 */
@Singleton
final class HttpWorkerClient implements WorkerClient, AutoCloseable {
  private static final int MAX_ERROR_BYTES = 65_536;
  private static final int MAX_MESSAGE_CHARS = 1_000;

  /** Packets read ahead of the reader; TCP holds the worker back beyond them. */
  private static final int READ_AHEAD = 1;

  /** The request is at fault with these; with any other a second worker may do better. */
  private static final Set<Integer> CALLERS_FAULT = Set.of(400, 413, 422);

  private static final int TOO_MANY_REQUESTS = 429;

  private final RelayConfig config;
  private final ObjectMapper json;
  private final ConnectionProvider connections;
  private final HttpClient http;

  HttpWorkerClient(RelayConfig config, ObjectMapper json) {
    this.config = config;
    this.json = json;
    this.connections =
        ConnectionProvider.builder("workers")
            .maxConnections(config.maxConnections())
            .pendingAcquireTimeout(config.connectTimeout())
            .maxIdleTime(config.idleTimeout())
            .build();
    this.http =
        HttpClient.create(connections)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) config.connectTimeout().toMillis());
  }

  @Override
  public WorkerStream<ChatChunk> chat(URI endpoint, ChatRequest request) {
    return post(
        endpoint.resolve("/v1/chat/completions"),
        request,
        EventReader.ofChat(json),
        config.maxEventBytes());
  }

  @Override
  public WorkerStream<ImageEvent> images(URI endpoint, ImageRequest request) {
    return post(
        endpoint.resolve("/v1/images/generations"),
        request,
        EventReader.ofImages(json),
        config.maxImageEventBytes());
  }

  private <E> WorkerStream<E> post(
      URI uri, Object request, EventReader<E> reader, int maxEventBytes) {
    byte[] body;
    try {
      body = json.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    HttpWorkerStream<E> stream = new HttpWorkerStream<>(reader, config.eventTimeout());
    http.headers(h -> h.set(HttpHeaderNames.CONTENT_TYPE, "application/json"))
        .post()
        .uri(uri)
        .send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
        .response((answer, content) -> events(answer, content, maxEventBytes))
        .subscribe(stream.events());
    return stream;
  }

  private Flux<String> events(HttpClientResponse response, ByteBufFlux content, int maxEventBytes) {
    int status = response.status().code();
    if (status == 200) {
      SseReader reader = new SseReader(maxEventBytes, config.maxAnswerBytes());
      return content.asByteArray().concatMapIterable(reader::feed, READ_AHEAD);
    }
    return content
        .asByteArray()
        .collect(ByteArrayOutputStream::new, (body, part) -> append(body, part, status))
        .flatMapMany(body -> Flux.error(failure(status, body.toByteArray())));
  }

  private static void append(ByteArrayOutputStream body, byte[] part, int status) {
    if (body.size() + part.length > MAX_ERROR_BYTES) {
      throw new WorkerFailure("answered " + status);
    }
    body.writeBytes(part);
  }

  private RuntimeException failure(int status, byte[] body) {
    if (status == TOO_MANY_REQUESTS) {
      return new WorkerBusy();
    }
    if (CALLERS_FAULT.contains(status)) {
      try {
        ErrorBody answer = json.readValue(body, ErrorBody.class);
        if (answer != null && answer.error() != null && answer.error().message() != null) {
          return new WorkerRefusal(status, bounded(answer.error()));
        }
      } catch (IOException notAnError) {
        return new WorkerFailure("answered " + status);
      }
    }
    return new WorkerFailure("answered " + status);
  }

  /** A worker's own words go to the caller, but not at any length. */
  private static ErrorBody.Detail bounded(ErrorBody.Detail error) {
    String message = error.message();
    return message.length() <= MAX_MESSAGE_CHARS
        ? error
        : new ErrorBody.Detail(
            message.substring(0, MAX_MESSAGE_CHARS), error.type(), error.param(), error.code());
  }

  @Override
  @PreDestroy
  public void close() {
    connections.dispose();
  }
}
