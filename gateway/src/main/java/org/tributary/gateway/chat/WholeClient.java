package org.tributary.gateway.chat;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import java.util.concurrent.CompletableFuture;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.error.ApiError;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatCompletion;
import org.tributary.models.openai.ChatUsage;

/** A caller that asked for the whole answer at once: nothing is delivered before its end. */
final class WholeClient implements ChatClient {
  private final CallId callId;
  private final CompletableFuture<MutableHttpResponse<?>> response;
  private final ClientConnection connection;
  private final StringBuilder text = new StringBuilder();

  WholeClient(
      CallId callId,
      CompletableFuture<MutableHttpResponse<?>> response,
      ClientConnection connection) {
    this.callId = callId;
    this.response = response;
    this.connection = connection;
  }

  @Override
  public boolean deliversAsItComes() {
    return false;
  }

  @Override
  public void deliver(ChatChunk chunk) {
    if (chunk.choices() != null) {
      for (ChatChunk.Choice choice : chunk.choices()) {
        if (choice.delta() != null && choice.delta().content() != null) {
          text.append(choice.delta().content());
        }
      }
    }
  }

  @Override
  public void startOver() {
    text.setLength(0);
  }

  @Override
  public void finish(ChatChunk last, ChatUsage usage) {
    deliver(last);
    String reason = String.valueOf(last.choices().getFirst().finishReason());
    response.complete(
        HttpResponse.ok(
                ChatCompletion.of(
                    callId.text(), last.created(), last.model(), text.toString(), reason, usage))
            .header(ChatController.RECEIPT_HEADER, callId.text()));
  }

  @Override
  public void cut(ApiError error) {
    response.complete(HttpResponse.serverError(error.body()));
  }

  @Override
  public void onGone(Runnable action) {
    connection.onClosed(action);
  }
}
