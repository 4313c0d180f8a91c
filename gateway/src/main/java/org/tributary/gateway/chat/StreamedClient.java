package org.tributary.gateway.chat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.call.AnswerHead;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.client.ClientConnection;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.client.EventStream;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.AnswerTape;
import org.tributary.gateway.idempotency.Replay;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatLogprobs;
import org.tributary.models.openai.ChatUsage;

/** A caller that asked for a stream; its HTTP answer begins with the first text. */
final class StreamedClient implements ChatClient {
  private static final String DONE = "[DONE]";
  private final AnswerHead head;
  private final CompletableFuture<MutableHttpResponse<?>> response;
  private final ObjectMapper json;
  private final EventStream events;
  private AnswerTape tape = AnswerTape.off();
  private boolean wantsUsage;
  private @Nullable CallPayment payment;
  private volatile boolean begun;

  StreamedClient(
      AnswerHead head,
      boolean wantsUsage,
      CompletableFuture<MutableHttpResponse<?>> response,
      ClientConnection connection,
      Duration readerTimeout,
      ObjectMapper json) {
    this.head = head;
    this.wantsUsage = wantsUsage;
    this.response = response;
    this.json = json;
    this.events = new EventStream(readerTimeout);
    // Before the first event the HTTP server reads nothing from us and cannot tell us.
    connection.onClosed(events::cancel);
  }

  /** A payer that keeps its own account learns the real charge, asked for or not. */
  @Override
  public void reserved(CallPayment reserved) {
    payment = reserved;
    wantsUsage |= reserved.isTold();
  }

  @Override
  public boolean hasReceived() {
    return begun;
  }

  /** What carries nothing for the caller is for us; the role goes with the first that does. */
  @Override
  public void deliver(ChatChunk chunk) throws ClientGone {
    if (ChatChunks.hasContent(chunk)) {
      send(event(ChatChunks.text(chunk), ChatChunks.logprobs(chunk), null));
    }
  }

  @Override
  public void startOver() {
    // Nothing was sent: the HTTP answer begins with the first text.
  }

  @Override
  public List<String> rest(ChatChunk last, ChatUsage usage) {
    List<String> rest = new ArrayList<>();
    String text = ChatChunks.text(last);
    rest.add(
        event(
            text.isEmpty() ? null : text,
            ChatChunks.logprobs(last),
            ChatChunks.finishReason(last)));
    if (wantsUsage) {
      rest.add(text(ChatChunk.ofUsage(head.callId().text(), head.created(), head.model(), usage)));
    }
    rest.add(DONE);
    return rest;
  }

  @Override
  public void finish(List<String> rest) throws ClientGone {
    begin(null);
    try {
      for (String event : rest) {
        events.send(event);
      }
    } finally {
      events.end();
    }
  }

  @Override
  public void recordOn(AnswerTape answer) {
    tape = answer;
  }

  @Override
  public void replay(Replay answer) throws ClientGone {
    begin(answer);
    try {
      for (String event : answer.events()) {
        events.send(event);
      }
      if (answer.isPartial()) {
        events.send(text(CallRefusals.cut("The first try of this call broke off.").body()));
      }
    } finally {
      events.end();
    }
  }

  @Override
  public void fail(ApiException why) {
    if (!begun) {
      response.completeExceptionally(payment == null ? why : why.withHeaders(payment.charged(0)));
      return;
    }
    try {
      events.send(text(why.body()));
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

  private void send(String event) throws ClientGone {
    begin(null);
    events.send(event);
    tape.record(event);
  }

  /** The worker's words under the call's own name, without what was meant for the gateway. */
  private String event(
      @Nullable String content, List<ChatLogprobs.Content> logprobs, @Nullable String reason) {
    ChatChunk.Choice choice =
        new ChatChunk.Choice(
            0,
            new ChatChunk.Delta(begun ? null : "assistant", content),
            logprobs.isEmpty() ? null : new ChatLogprobs(logprobs),
            reason);
    return text(ChatChunk.of(head.callId().text(), head.created(), head.model(), choice, null));
  }

  private void begin(@Nullable Replay replay) {
    if (!begun) {
      begun = true;
      MutableHttpResponse<?> answer =
          HttpResponse.ok(events)
              .contentType(MediaType.TEXT_EVENT_STREAM_TYPE)
              .header("Cache-Control", "no-store");
      head.write(answer);
      if (replay != null) {
        answer.header(Replay.HEADER, replay.mark());
      }
      if (payment != null) {
        payment.ahead().forEach(answer::header);
      }
      response.complete(answer);
    }
  }

  private String text(Object event) {
    try {
      return json.writeValueAsString(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
