package org.tributary.gateway.chat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.payment.Usage;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatUsage;

/**
 * Counts what has reached the client; the lease keeper reads it from its own thread. A worker's own
 * count never goes back and never beyond the quote; where it gives none, each event with text
 * counts as one model-token, which is at most what it was.
 */
final class CallMeter {
  private final ChatQuote quote;
  private volatile @Nullable Delivery delivered;
  private long promptTokens;
  private long completionTokens;
  private long textEvents;

  CallMeter(ChatQuote quote) {
    this.quote = quote;
  }

  /** Empty until a worker has been tried. */
  Optional<Delivery> delivered() {
    return Optional.ofNullable(delivered);
  }

  /** What was delivered, in the words of the API. */
  ChatUsage usage() {
    Usage usage = delivered().map(Delivery::usage).orElse(Usage.NONE);
    return ChatUsage.of(usage.promptTokens(), usage.completionTokens());
  }

  /** Starts counting for {@code worker}, of whose forerunners nothing left the gateway. */
  void begin(PaidWorker worker) {
    promptTokens = 0;
    completionTokens = 0;
    textEvents = 0;
    delivered = new Delivery(worker, Usage.NONE);
  }

  /** Notes that {@code chunk} has been handed to the client. */
  void add(ChatChunk chunk) {
    Delivery before = delivered;
    if (before == null) {
      throw new IllegalStateException("no worker has begun");
    }
    if (ChatChunks.hasText(chunk)) {
      textEvents++;
    }
    AnswerExtension counted = chunk.tributary();
    if (counted != null) {
      claim(counted.promptTokens(), counted.completionTokens());
    }
    ChatUsage usage = chunk.usage();
    if (usage != null) {
      claim(usage.promptTokens(), usage.completionTokens());
    }
    delivered =
        new Delivery(
            before.worker(),
            quote.bounded(promptTokens, completionTokens > 0 ? completionTokens : textEvents));
  }

  private void claim(long prompt, long completion) {
    promptTokens = Math.max(promptTokens, prompt);
    completionTokens = Math.max(completionTokens, completion);
  }
}
