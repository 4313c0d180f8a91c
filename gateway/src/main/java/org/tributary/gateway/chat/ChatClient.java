package org.tributary.gateway.chat;

import java.util.List;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.AnswerTape;
import org.tributary.gateway.idempotency.Replay;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatUsage;

/** The caller's side of one call, whether it asked for a stream or for the whole answer. */
interface ChatClient {

  /** Makes the caller's side once the request is understood. */
  interface Opening {
    ChatClient open(CallContext call, ChatRequest request);
  }

  /** How the answer speaks of its payment: the call's ceiling is set aside, or 0 for a repeat. */
  void reserved(CallPayment payment);

  /**
   * Whether part of the answer has left for the caller: from then on it is charged for, and no
   * other worker can start over. Any thread may ask.
   */
  boolean hasReceived();

  /** Delivers part of the answer; blocks while the caller reads slowly. */
  void deliver(ChatChunk chunk) throws ClientGone;

  /** Forgets what was delivered so far, to start over; only where nothing has left yet. */
  void startOver();

  /** What is still to be sent of a complete answer, written as it will leave. */
  List<String> rest(ChatChunk last, ChatUsage usage);

  /** Ends a complete answer by its {@link #rest}, after it was charged. */
  void finish(List<String> rest) throws ClientGone;

  /** Records from now on what has left, so that a repeat of the call gets the same. */
  void recordOn(AnswerTape tape);

  /** Delivers again what the first try of this call delivered. */
  void replay(Replay answer) throws ClientGone;

  /** Ends the call without its answer, or without the rest of it. */
  void fail(ApiException why);

  /** Runs {@code action} when the caller leaves, at once if it already has. */
  void onGone(Runnable action);
}
