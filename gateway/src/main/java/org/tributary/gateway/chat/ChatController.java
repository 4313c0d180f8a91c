package org.tributary.gateway.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.tributary.gateway.call.AnswerHead;
import org.tributary.gateway.call.Call;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.client.ClientConnection;
import org.tributary.gateway.receipt.ReceiptSalts;

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
      throw CallRefusals.busy();
    }
    CompletableFuture<MutableHttpResponse<?>> response = new CompletableFuture<>();
    Call call = Call.of(request, hosts);
    Thread.ofVirtual().name("chat").start(() -> serve(call, response, request));
    return response;
  }

  /** Each call has a virtual thread of its own: it blocks on its worker and its reader. */
  private void serve(
      Call call, CompletableFuture<MutableHttpResponse<?>> response, HttpRequest<?> request) {
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
