package org.tributary.gateway.chat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatUsage;

/** Counts what has reached the client; the lease keeper reads it from its own thread. */
final class CallMeter {
  private final ChatQuote quote;
  private volatile @Nullable Delivery delivered;

  CallMeter(ChatQuote quote) {
    this.quote = quote;
  }

  Optional<Delivery> delivered() {
    return Optional.ofNullable(delivered);
  }

  boolean anything() {
    Delivery now = delivered;
    return now != null && now.usage().completionTokens() > 0;
  }

  /** What was delivered, in the words of the API. */
  ChatUsage usage() {
    Delivery now = delivered;
    return now == null
        ? ChatUsage.of(0, 0)
        : ChatUsage.of(now.usage().promptTokens(), now.usage().completionTokens());
  }

  /** Forgets an attempt of which nothing left the gateway. */
  void startOver() {
    delivered = null;
  }

  /** Notes that {@code chunk} of {@code worker} has been handed to the client. */
  void add(PaidWorker worker, ChatChunk chunk) {
    ChatChunk.Extension counted = chunk.tributary();
    if (counted != null) {
      set(worker, counted.promptTokens(), counted.completionTokens());
    } else if (hasText(chunk)) {
      // An engine without the extension sends one event for each model-token, or fewer.
      Delivery now = delivered;
      set(
          worker,
          now == null ? 0 : now.usage().promptTokens(),
          now == null ? 1 : now.usage().completionTokens() + 1);
    }
  }

  /** Takes a worker's final count, which no earlier one exceeds by more than a quote allows. */
  void finish(PaidWorker worker, ChatUsage usage) {
    set(worker, usage.promptTokens(), usage.completionTokens());
  }

  private void set(PaidWorker worker, long promptTokens, long completionTokens) {
    delivered = new Delivery(worker, quote.bounded(promptTokens, completionTokens));
  }

  private static boolean hasText(ChatChunk chunk) {
    return chunk.choices() != null
        && chunk.choices().stream().anyMatch(c -> c.delta() != null && c.delta().content() != null);
  }
}
