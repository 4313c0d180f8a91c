package org.tributary.gateway.harness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Publisher;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.worker.AnnouncementMessage;
import org.tributary.contracts.worker.ServedModel;
import org.tributary.contracts.worker.WorkerAnnouncement;
import org.tributary.models.openai.ChatChunk;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** A worker over real HTTP that answers every call as it is told to. */
public final class FakeWorker implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  public final SigningKey key = SigningKey.random();
  public final Set<ChannelId> connections = ConcurrentHashMap.newKeySet();
  public final AtomicInteger closed = new AtomicInteger();
  public final AtomicLong closedAtNanos = new AtomicLong();
  public final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private volatile Answer answer = response -> response.status(500).send();
  private final DisposableServer server;

  /** How a worker answers. */
  public interface Answer {
    Publisher<Void> to(HttpServerResponse response);
  }

  public FakeWorker() {
    server =
        HttpServer.create()
            .host("127.0.0.1")
            .port(0)
            .doOnConnection(connection ->
                connection.onDispose(() -> {
                  closedAtNanos.set(System.nanoTime());
                  closed.incrementAndGet();
                }))
            .route(routes ->
                routes
                    .post("/v1/chat/completions", this::complete)
                    .post("/v1/images/generations", this::complete))
            .bindNow();
  }

  private Publisher<Void> complete(HttpServerRequest request, HttpServerResponse response) {
    request.withConnection(connection -> connections.add(connection.channel().id()));
    return request
        .receive()
        .aggregate()
        .asString()
        .flatMap(body -> {
          requests.add(body);
          return Mono.from(answer.to(response));
        });
  }

  public Answer answer() {
    return answer;
  }

  public void answers(Answer how) {
    answer = how;
  }

  public void streams(ChatChunk... chunks) {
    streams(Flux.just(chunks));
  }

  /** These chunks, then the end. */
  public void streams(Flux<ChatChunk> chunks) {
    answers(response -> send(response, chunks.map(FakeWorker::data).concatWithValues(done())));
  }

  /** Exactly this text, as it comes. */
  public static Publisher<Void> send(HttpServerResponse response, Flux<String> text) {
    return response
        .sse()
        .send(
            text.map(t -> Unpooled.wrappedBuffer(t.getBytes(StandardCharsets.UTF_8))),
            buffer -> true);
  }

  public static String data(Object chunk) {
    try {
      return "data: " + JSON.writeValueAsString(chunk) + "\n\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String done() {
    return "data: [DONE]\n\n";
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  public AnnouncementMessage announcement(String model, Bytes32 contentHash) {
    return AnnouncementMessage.of(
        new WorkerAnnouncement(
                key.address(),
                endpoint().toString(),
                List.of(new ServedModel(model, contentHash)),
                8,
                "fake",
                Instant.now())
            .sign(key));
  }

  @Override
  public void close() {
    server.disposeNow();
  }
}
