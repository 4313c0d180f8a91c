package org.tributary.gateway.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.util.concurrent.CompletableFuture;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.error.ApiError;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatUsage;

/** A caller that asked for a stream; its HTTP answer begins with the first event. */
final class StreamedClient implements ChatClient {
  private static final String DONE = "[DONE]";
  private final CallId callId;
  private final boolean wantsUsage;
  private final CompletableFuture<MutableHttpResponse<?>> response;
  private final ObjectMapper json;
  private final EventStream events = new EventStream();
  private boolean begun;

  StreamedClient(
      CallId callId,
      ChatRequest request,
      CompletableFuture<MutableHttpResponse<?>> response,
      ObjectMapper json) {
    this.callId = callId;
    this.wantsUsage = request.wantsUsage();
    this.response = response;
    this.json = json;
  }

  @Override
  public boolean deliversAsItComes() {
    return true;
  }

  @Override
  public void deliver(ChatChunk chunk) throws ClientGone {
    begin();
    events.send(text(ours(chunk)));
  }

  @Override
  public void startOver() {
    // Nothing was sent: the HTTP answer begins with the first event.
  }

  @Override
  public void finish(ChatChunk last, ChatUsage usage) throws ClientGone {
    begin();
    try {
      events.send(text(ours(last)));
      if (wantsUsage) {
        events.send(text(ChatChunk.ofUsage(callId.text(), last.created(), last.model(), usage)));
      }
      events.send(DONE);
    } finally {
      events.end();
    }
  }

  @Override
  public void cut(ApiError error) {
    try {
      events.send(text(error.body()));
    } catch (ClientGone e) {
      // Nobody is left to be told.
    } finally {
      events.end();
    }
  }

  @Override
  public void onGone(Runnable action) {
    events.onGone(action);
  }

  private void begin() {
    if (!begun) {
      begun = true;
      response.complete(
          HttpResponse.ok(events)
              .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
              .header("Cache-Control", "no-store")
              .header(ChatController.RECEIPT_HEADER, callId.text()));
    }
  }

  /** The worker's chunk under the call's own id, without what was meant for the gateway. */
  private ChatChunk ours(ChatChunk chunk) {
    return new ChatChunk(
        callId.text(),
        ChatChunk.OBJECT,
        chunk.created(),
        chunk.model(),
        chunk.choices(),
        null,
        null);
  }

  private String text(Object event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
