package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.RelayedAnswer;
import org.tributary.gateway.call.WorkerTries;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.relay.WorkerClient;
import org.tributary.gateway.relay.WorkerFailure;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.gateway.relay.WorkerStream;
import org.tributary.gateway.routing.Worker;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;
import org.tributary.models.openai.ChatUsage;

/** Brings the answer from a worker to the client. */
@Singleton
final class ChatRelay {
  /** Room for a role, a usage and the like beside a model-token's own event. */
  private static final int EXTRA_EVENTS = 64;

  private final WorkerTries tries;
  private final WorkerClient http;
  private final ChatConfig config;
  private final Clock clock;

  ChatRelay(WorkerTries tries, WorkerClient http, ChatConfig config, Clock clock) {
    this.tries = tries;
    this.http = http;
    this.config = config;
    this.clock = clock;
  }

  /** The event that finishes an answer, and what all of it took. */
  record LastPart(ChatChunk chunk, ChatUsage usage) {}

  /** {@code request} names the answer's ceiling. */
  RelayedAnswer<LastPart> relay(
      ChatRequest request, ModelOffer offer, CallMeter meter, WorkerLine line, ChatClient client) {
    return tries.answer(
        offer,
        config.maxAttempts(),
        line,
        new WorkerTries.Answering<>() {
          @Override
          public LastPart deliver(Worker worker) throws ClientGone {
            return ChatRelay.this.deliver(request, worker, meter, line, client);
          }

          @Override
          public boolean hasDelivered() {
            return client.hasReceived();
          }

          @Override
          public void startOver() {
            client.startOver();
            meter.startOver();
          }
        });
  }

  private LastPart deliver(
      ChatRequest request, Worker worker, CallMeter meter, WorkerLine line, ChatClient client)
      throws ClientGone {
    Instant latest = clock.instant().plus(config.maxDuration());
    long eventsLeft = 2L * Optional.ofNullable(request.maxAnswer()).orElseThrow() + EXTRA_EVENTS;
    meter.begin(new PaidWorker(worker.name(), worker.address(), worker.payout()));
    ChatChunk last = null;
    try (WorkerStream<ChatChunk> stream = line.connect(http.chat(worker.endpoint(), request))) {
      for (Optional<ChatChunk> next = stream.next(); next.isPresent(); next = stream.next()) {
        if (eventsLeft-- == 0 || clock.instant().isAfter(latest)) {
          throw new WorkerFailure("did not end");
        }
        last = pass(next.get(), last, meter, client);
      }
    }
    if (last == null) {
      throw new WorkerFailure("ended without a finish_reason");
    }
    return new LastPart(last, meter.usage());
  }

  /** Hands {@code chunk} on, except the one that finishes the answer: that waits for the charge. */
  private static @Nullable ChatChunk pass(
      ChatChunk chunk, @Nullable ChatChunk last, CallMeter meter, ChatClient client)
      throws ClientGone {
    if (last != null) {
      if (!ChatChunks.hasText(chunk)) {
        meter.add(chunk);
      }
      return last;
    }
    boolean finishes = ChatChunks.finishReason(chunk) != null;
    if (!finishes) {
      client.deliver(chunk);
    }
    meter.add(chunk);
    return finishes ? chunk : null;
  }
}
