package org.tributary.gateway.chat;

import org.tributary.gateway.error.ApiException;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatUsage;

/** How the relay of one answer ended. */
sealed interface RelayedAnswer {

  /** All of it was delivered but the last event, which waits for the charge. */
  record Complete(ChatChunk last, ChatUsage usage) implements RelayedAnswer {}

  /** Part of it was delivered; {@code reason} is for the caller. */
  record Cut(String reason) implements RelayedAnswer {}

  /** Nothing was delivered. */
  record Nothing(ApiException why) implements RelayedAnswer {}
}
