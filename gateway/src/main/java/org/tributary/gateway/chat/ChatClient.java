package org.tributary.gateway.chat;

import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.error.ApiError;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatUsage;

/** The caller's side of one call, whether it asked for a stream or for the whole answer. */
interface ChatClient {

  /** Makes the caller's side once the request is understood. */
  interface Opening {
    ChatClient open(CallId callId, ChatRequest request);
  }

  /** Whether each part reaches the caller as it comes: if so it is charged as it comes. */
  boolean deliversAsItComes();

  /** Delivers part of the answer; blocks while the caller reads slowly. */
  void deliver(ChatChunk chunk) throws ClientGone;

  /** Forgets what was delivered so far, to start over; only where nothing has left yet. */
  void startOver();

  /** Ends a complete answer, after it was charged. */
  void finish(ChatChunk last, ChatUsage usage) throws ClientGone;

  /** Ends an answer that was cut after part of it had left. */
  void cut(ApiError error);

  /** Runs {@code action} when the caller leaves, at once if it already has. */
  void onGone(Runnable action);

  /** The caller closed the connection. */
  final class ClientGone extends Exception {
    private static final long serialVersionUID = 1L;

    ClientGone() {
      super("the client left", null, false, false);
    }
  }
}
