package org.tributary.gateway.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.models.openai.AnswerExtension;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatUsage;

/**
 * Counts what has reached the client, and who made it; the lease keeper asks from its own thread. A
 * worker's own count never goes back and never beyond the quote; where it gives none, each event
 * with text counts as one model-token, which is at most what it was.
 */
final class CallMeter {
  private final ChatQuote quote;
  private final Bytes32 salt;
  private final List<Delivery.Work> earlier = new ArrayList<>();
  private AnswerText answer = new AnswerText();
  private @Nullable PaidWorker worker;
  private long promptTokens;
  private long cachedTokens;
  private long completionTokens;
  private long textEvents;

  /** {@code salt} is what the answer is committed to with. */
  CallMeter(ChatQuote quote, Bytes32 salt) {
    this.quote = quote;
    this.salt = salt;
  }

  /** Empty until a worker has been tried. */
  synchronized Optional<Delivery> delivered() {
    if (worker == null) {
      return Optional.empty();
    }
    Usage usage = counted();
    List<Delivery.Work> work = new ArrayList<>(earlier);
    work.add(new Delivery.Work(worker, usage.completion() - madeEarlier()));
    return Optional.of(new Delivery(work, usage, Commitment.to(salt, answer.hash())));
  }

  /** What was delivered, in the words of the API. */
  synchronized ChatUsage usage() {
    Usage usage = counted();
    return ChatUsage.of(usage.prompt(), usage.cached(), usage.completion());
  }

  /** Starts counting for {@code next}; what others have delivered stays theirs. */
  synchronized void begin(PaidWorker next) {
    if (worker != null && ownTokens() > 0) {
      earlier.add(new Delivery.Work(worker, counted().completion() - madeEarlier()));
    }
    worker = next;
    completionTokens = 0;
    textEvents = 0;
  }

  /** Forgets what was counted: nothing of it has left the gateway. */
  synchronized void startOver() {
    earlier.clear();
    answer = new AnswerText();
    worker = null;
    promptTokens = 0;
    cachedTokens = 0;
    completionTokens = 0;
    textEvents = 0;
  }

  /** Notes that {@code chunk} has been handed to the client. */
  synchronized void add(ChatChunk chunk) {
    if (worker == null) {
      throw new IllegalStateException("no worker has begun");
    }
    if (ChatChunks.hasText(chunk)) {
      answer.add(ChatChunks.text(chunk));
      textEvents++;
    }
    AnswerExtension counted = chunk.tributary();
    if (counted != null) {
      claim(counted.promptTokens(), counted.completionTokens());
    }
    ChatUsage usage = chunk.usage();
    if (usage != null) {
      claim(usage.promptTokens(), usage.completionTokens());
      cachedTokens = Math.max(cachedTokens, usage.cachedTokens());
    }
  }

  private void claim(long prompt, long completion) {
    promptTokens = Math.max(promptTokens, prompt);
    completionTokens = Math.max(completionTokens, completion);
  }

  private Usage counted() {
    // Neither is above what a worker can be paid for, so that the sum stays far below a long's end.
    long own = Math.min(ownTokens(), quote.maxAnswer());
    return quote.bounded(promptTokens, cachedTokens, madeEarlier() + own);
  }

  private long ownTokens() {
    return completionTokens > 0 ? completionTokens : textEvents;
  }

  private long madeEarlier() {
    return earlier.stream().mapToLong(Delivery.Work::modelTokens).sum();
  }
}
