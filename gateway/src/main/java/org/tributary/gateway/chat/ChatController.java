package org.tributary.gateway.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.util.HttpHostResolver;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.tributary.gateway.idempotency.IdempotencyKey;
import org.tributary.gateway.quote.MaxCost;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.gateway.x402.X402Headers;

/** {@code POST /v1/chat/completions}, as OpenAI's. */
@Controller(ChatController.PATH)
final class ChatController {
  static final String PATH = "/v1/chat/completions";

  private final ChatFlow flow;
  private final ChatConfig config;
  private final ObjectMapper json;
  private final HttpHostResolver hosts;
  private final ReceiptSalts salts;
  private final Clock clock;
  private final Semaphore calls;

  ChatController(
      ChatFlow flow,
      ChatConfig config,
      ObjectMapper json,
      HttpHostResolver hosts,
      ReceiptSalts salts,
      Clock clock) {
    this.flow = flow;
    this.config = config;
    this.json = json;
    this.hosts = hosts;
    this.salts = salts;
    this.clock = clock;
    this.calls = new Semaphore(config.maxConcurrentCalls());
  }

  @Post
  @Consumes(MediaType.ALL)
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  CompletableFuture<MutableHttpResponse<?>> complete(HttpRequest<byte[]> request) {
    if (!calls.tryAcquire()) {
      throw ChatRefusals.busy();
    }
    CompletableFuture<MutableHttpResponse<?>> response = new CompletableFuture<>();
    ChatFlow.Call call =
        new ChatFlow.Call(
            hosts.resolve(request) + request.getPath(),
            request.getHeaders().get(HttpHeaders.AUTHORIZATION),
            request.getHeaders().get(MaxCost.HEADER),
            request.getHeaders().get(IdempotencyKey.HEADER),
            X402Headers.of(request.getHeaders()),
            request.getBody().orElseGet(() -> new byte[0]));
    Thread.ofVirtual().name("chat").start(() -> serve(call, response, request));
    return response;
  }

  /** Each call has a virtual thread of its own: it blocks on its worker and its reader. */
  private void serve(
      ChatFlow.Call call,
      CompletableFuture<MutableHttpResponse<?>> response,
      HttpRequest<?> request) {
    ClientConnection connection = new ClientConnection(request);
    try (connection) {
      flow.serve(
          call,
          (context, asked) -> {
            AnswerHead head =
                new AnswerHead(
                    context.callId(),
                    Objects.requireNonNull(asked.model()),
                    clock.instant().getEpochSecond(),
                    salts.of(context.callId()),
                    salts.of(context.channel()));
            return asked.streams()
                ? new StreamedClient(
                    head, asked.wantsUsage(), response, connection, config.readerTimeout(), json)
                : new WholeClient(head, response, connection, json);
          });
    } catch (Throwable e) {
      // Even an Error must reach the caller: an answer that never comes, or never ends, tells
      // nothing.
      if (!response.completeExceptionally(e)) {
        connection.cut();
      }
    } finally {
      calls.release();
    }
  }
}
