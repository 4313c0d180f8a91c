package org.tributary.gateway.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.AnswerTape;
import org.tributary.gateway.idempotency.Replay;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatUsage;

/** A caller that leaves, or breaks, when it is told to. */
final class FakeClient implements ChatClient {
  private final boolean streams;
  final StringBuilder text = new StringBuilder();
  final List<String> told = new ArrayList<>();
  int leavesBefore = Integer.MAX_VALUE;
  int breaksBefore = Integer.MAX_VALUE;
  int deliveries;
  @Nullable ApiException why;
  @Nullable ChatUsage usage;
  private volatile boolean received;
  private volatile @Nullable Runnable onGone;

  FakeClient(boolean streams) {
    this.streams = streams;
  }

  @Override
  public void reserved(CallPayment payment) {
    // What the headers say is for the HTTP answers' own tests.
  }

  @Override
  public boolean hasReceived() {
    return received;
  }

  @Override
  public void deliver(ChatChunk chunk) throws ClientGone {
    if (deliveries == leavesBefore) {
      leave();
      throw new ClientGone();
    }
    if (deliveries == breaksBefore) {
      throw new IllegalStateException("broken");
    }
    deliveries++;
    text.append(ChatChunks.text(chunk));
    received |= streams && ChatChunks.hasText(chunk);
  }

  @Override
  public void startOver() {
    if (received) {
      throw new AssertionError("part of the answer has left already");
    }
    text.setLength(0);
  }

  @Override
  public List<String> rest(ChatChunk last, ChatUsage total) {
    text.append(ChatChunks.text(last));
    usage = total;
    return List.of("rest");
  }

  @Override
  public void finish(List<String> rest) {
    assertEquals(List.of("rest"), rest);
    told.add("finished");
  }

  @Override
  public void recordOn(AnswerTape tape) {}

  @Override
  public void replay(Replay answer) {
    told.add("replayed");
  }

  @Override
  public void fail(ApiException reason) {
    why = reason;
    told.add("failed");
  }

  @Override
  public void onGone(Runnable action) {
    onGone = action;
  }

  void leave() {
    Runnable action = onGone;
    if (action != null) {
      action.run();
    }
  }

  String code() {
    return why == null ? "none" : String.valueOf(why.body().error().code());
  }
}
