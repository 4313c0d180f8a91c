package org.tributary.gateway.relay;

import java.net.URI;
import org.tributary.models.openai.ChatRequest;

/** Sends calls to workers. */
public interface WorkerClient {

  /** Sends a chat completion whose answer is then read from the stream. */
  WorkerStream chat(URI endpoint, ChatRequest request);
}
