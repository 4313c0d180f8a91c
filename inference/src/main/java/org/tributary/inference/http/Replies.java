package org.tributary.inference.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/** Writes responses. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);
  private static final String DONE = "[DONE]";
  private final ObjectMapper json;

  Replies(ObjectMapper json) {
    this.json = json;
  }

  Publisher<Void> send(HttpServerResponse response, HttpResponseStatus status, Object body) {
    return send(response, status, "application/json", json(body));
  }

  Publisher<Void> send(
      HttpServerResponse response, HttpResponseStatus status, String contentType, String body) {
    return response
        .status(status)
        .header(HttpHeaderNames.CONTENT_TYPE, contentType)
        .sendByteArray(Mono.just(body.getBytes(StandardCharsets.UTF_8)));
  }

  Publisher<Void> refuse(HttpServerResponse response, Throwable failure) {
    Refusal refusal = refusal(failure);
    refusal.headers().forEach(response::header);
    return send(response, refusal.status(), refusal.body());
  }

  private static Refusal refusal(Throwable failure) {
    if (failure instanceof Refusal known) {
      return known;
    }
    LOG.error("a request failed", failure);
    return Refusal.failed();
  }

  /**
   * Sends what {@code events} makes of {@code parts}, each when it comes.
   *
   * @param loop the connection's: events are written there, so that the engine does not wait
   */
  <T> Publisher<Void> stream(
      HttpServerResponse response,
      EventLoop loop,
      Flux<T> parts,
      Function<T, List<Object>> events) {
    Flux<String> texts =
        parts
            .publishOn(Schedulers.fromExecutorService(loop))
            .concatMapIterable(events)
            .map(this::json)
            .concatWithValues(DONE)
            .onErrorResume(e -> Mono.just(json(refusal(e).body())));
    return response
        .sse()
        .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .send(texts.map(Replies::event), buffer -> true);
  }

  /** Sends the answer when it is whole. */
  Publisher<Void> whole(HttpServerResponse response, Mono<Object> answer) {
    return answer.flatMap(body -> Mono.from(send(response, HttpResponseStatus.OK, body)));
  }

  private static ByteBuf event(String data) {
    return Unpooled.wrappedBuffer(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
  }

  private String json(Object body) {
    try {
      return json.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
