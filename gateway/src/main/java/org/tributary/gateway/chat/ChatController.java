package org.tributary.gateway.chat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;

/** {@code POST /v1/chat/completions}, as OpenAI's. */
@Controller("/v1/chat/completions")
final class ChatController {
  static final String RECEIPT_HEADER = "X-Tributary-Receipt";
  private final ChatFlow flow;
  private final ObjectMapper json;
  private final Semaphore calls;

  ChatController(ChatFlow flow, ChatConfig config, ObjectMapper json) {
    this.flow = flow;
    this.json = json;
    this.calls = new Semaphore(config.maxConcurrentCalls());
  }

  @Post
  @Consumes(MediaType.ALL)
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  CompletableFuture<MutableHttpResponse<?>> complete(HttpRequest<?> request, @Body byte[] body) {
    if (!calls.tryAcquire()) {
      throw ChatRefusals.busy();
    }
    CompletableFuture<MutableHttpResponse<?>> response = new CompletableFuture<>();
    ClientConnection connection = new ClientConnection(request);
    ChatFlow.Call call = new ChatFlow.Call(request.getHeaders().get("Authorization"), body);
    Thread.ofVirtual().name("chat").start(() -> serve(call, response, connection));
    return response;
  }

  /** Each call has a virtual thread of its own: it blocks on its worker and its reader. */
  private void serve(
      ChatFlow.Call call,
      CompletableFuture<MutableHttpResponse<?>> response,
      ClientConnection connection) {
    try {
      flow.serve(
          call,
          (callId, request) ->
              request.streams()
                  ? new StreamedClient(callId, request, response, json)
                  : new WholeClient(callId, response, connection));
    } catch (RuntimeException e) {
      response.completeExceptionally(e);
    } finally {
      calls.release();
    }
  }
}
