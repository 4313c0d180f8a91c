package org.tributary.gateway.relay;

import java.net.URI;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ImageEvent;
import org.tributary.models.openai.ImageRequest;

/** Sends calls to workers. */
public interface WorkerClient {

  /** Sends a chat completion whose answer is then read from the stream. */
  WorkerStream<ChatChunk> chat(URI endpoint, ChatRequest request);

  /** Sends a request for images whose previews and results are then read from the stream. */
  WorkerStream<ImageEvent> images(URI endpoint, ImageRequest request);
}
