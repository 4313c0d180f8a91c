package org.tributary.gateway.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.call.AnswerHead;
import org.tributary.gateway.client.ClientConnection;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.AnswerTape;
import org.tributary.gateway.idempotency.Replay;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatCompletion;
import org.tributary.models.openai.ChatLogprobs;
import org.tributary.models.openai.ChatUsage;

/** A caller that asked for the whole answer at once: nothing is delivered before its end. */
final class WholeClient implements ChatClient {
  private final AnswerHead head;
  private final CompletableFuture<MutableHttpResponse<?>> response;
  private final ClientConnection connection;
  private final ObjectMapper json;
  private @Nullable CallPayment payment;
  private long cost;
  private final StringBuilder text = new StringBuilder();
  private final List<ChatLogprobs.Content> logprobs = new ArrayList<>();

  WholeClient(
      AnswerHead head,
      CompletableFuture<MutableHttpResponse<?>> response,
      ClientConnection connection,
      ObjectMapper json) {
    this.head = head;
    this.response = response;
    this.connection = connection;
    this.json = json;
  }

  @Override
  public void reserved(CallPayment reserved) {
    payment = reserved;
  }

  @Override
  public boolean hasReceived() {
    return false;
  }

  @Override
  public void deliver(ChatChunk chunk) {
    text.append(ChatChunks.text(chunk));
    logprobs.addAll(ChatChunks.logprobs(chunk));
  }

  @Override
  public void startOver() {
    text.setLength(0);
    logprobs.clear();
  }

  @Override
  public List<String> rest(ChatChunk last, ChatUsage usage) {
    deliver(last);
    String reason = String.valueOf(ChatChunks.finishReason(last));
    ChatCompletion answer =
        ChatCompletion.of(
            head.callId().text(),
            head.created(),
            head.model(),
            List.of(choice(reason)),
            usage,
            null);
    cost = usage.cost() == null ? 0 : Long.parseLong(usage.cost());
    try {
      return List.of(json.writeValueAsString(answer));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void finish(List<String> rest) {
    MutableHttpResponse<?> answer = answer(rest);
    notes(cost).forEach(answer::header);
    response.complete(answer);
  }

  @Override
  public void recordOn(AnswerTape tape) {
    // Nothing leaves before the end.
  }

  @Override
  public void replay(Replay answer) {
    MutableHttpResponse<?> again = answer(answer.events()).header(Replay.HEADER, answer.mark());
    notes(0).forEach(again::header);
    response.complete(again);
  }

  private MutableHttpResponse<?> answer(List<String> body) {
    MutableHttpResponse<?> answer =
        HttpResponse.ok(String.join("", body).getBytes(StandardCharsets.UTF_8))
            .contentType(MediaType.APPLICATION_JSON_TYPE);
    head.write(answer);
    return answer;
  }

  private Map<String, String> notes(long charged) {
    return payment == null ? Map.of() : payment.charged(charged);
  }

  private ChatCompletion.Choice choice(String reason) {
    return ChatCompletion.Choice.of(
        0, text.toString(), logprobs.isEmpty() ? null : new ChatLogprobs(logprobs), reason);
  }

  @Override
  public void fail(ApiException why) {
    response.completeExceptionally(why.withHeaders(notes(0)));
  }

  @Override
  public void onGone(Runnable action) {
    connection.onClosed(action);
  }
}
