package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.chat.ChatClient.ClientGone;
import org.tributary.gateway.payment.PaidWorker;
import org.tributary.gateway.relay.WorkerClient;
import org.tributary.gateway.relay.WorkerFailure;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.gateway.relay.WorkerRefusal;
import org.tributary.gateway.relay.WorkerStream;
import org.tributary.gateway.routing.Worker;
import org.tributary.gateway.routing.WorkerSelector;
import org.tributary.models.openai.ChatChunk;
import org.tributary.models.openai.ChatRequest;

/**
 * Brings the answer from a worker to the client, turning to another while nothing was delivered.
 */
@Singleton
final class ChatRelay {
  private static final Logger LOG = LoggerFactory.getLogger(ChatRelay.class);

  /** Room for a role, a usage and the like beside a model-token's own event. */
  private static final int EXTRA_EVENTS = 64;

  private final WorkerSelector workers;
  private final WorkerClient http;
  private final ChatConfig config;
  private final Clock clock;

  ChatRelay(WorkerSelector workers, WorkerClient http, ChatConfig config, Clock clock) {
    this.workers = workers;
    this.http = http;
    this.config = config;
    this.clock = clock;
  }

  /** {@code request} names the answer's ceiling. */
  RelayedAnswer relay(
      ChatRequest request, ModelOffer offer, CallMeter meter, WorkerLine line, ChatClient client) {
    Set<Address> tried = new HashSet<>();
    while (tried.size() < config.maxAttempts()) {
      Optional<WorkerSelector.Selection> selected =
          workers.select(offer.name(), offer.contentHash(), tried);
      if (selected.isEmpty()) {
        break;
      }
      Worker worker = selected.get().worker();
      tried.add(worker.address());
      try (WorkerSelector.Selection selection = selected.get()) {
        return deliver(request, worker, meter, line, client);
      } catch (WorkerFailure | WorkerRefusal e) {
        LOG.info("worker {}: {}", worker.address(), reason(e));
        if (line.isCut()) {
          return new RelayedAnswer.Cut("The call was stopped.");
        }
        if (client.hasReceived()) {
          return new RelayedAnswer.Cut("The worker broke off in the middle of the answer.");
        }
        if (e instanceof WorkerRefusal refusal) {
          return new RelayedAnswer.Nothing(ChatRefusals.byWorker(refusal));
        }
        client.startOver();
        meter.startOver();
      } catch (ClientGone e) {
        return new RelayedAnswer.Cut("The client left.");
      }
    }
    return new RelayedAnswer.Nothing(
        tried.isEmpty()
            ? ChatRefusals.noWorker(offer.name())
            : ChatRefusals.workersFailed(offer.name()));
  }

  /** A refusal's own words are about the request: not for a log. */
  private static String reason(RuntimeException e) {
    return e instanceof WorkerRefusal refusal
        ? "refused with " + refusal.status()
        : String.valueOf(e.getMessage());
  }

  private RelayedAnswer deliver(
      ChatRequest request, Worker worker, CallMeter meter, WorkerLine line, ChatClient client)
      throws ClientGone {
    Instant latest = clock.instant().plus(config.maxDuration());
    long eventsLeft = 2L * Optional.ofNullable(request.maxAnswer()).orElseThrow() + EXTRA_EVENTS;
    meter.begin(new PaidWorker(worker.name(), worker.address(), worker.payout()));
    ChatChunk last = null;
    try (WorkerStream stream = line.connect(http.chat(worker.endpoint(), request))) {
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
    return new RelayedAnswer.Complete(last, meter.usage());
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
