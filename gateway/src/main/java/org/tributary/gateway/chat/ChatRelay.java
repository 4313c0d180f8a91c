package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
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
  private final WorkerSelector workers;
  private final WorkerClient http;
  private final ChatConfig config;

  ChatRelay(WorkerSelector workers, WorkerClient http, ChatConfig config) {
    this.workers = workers;
    this.http = http;
    this.config = config;
  }

  RelayedAnswer relay(
      ChatRequest request, ModelOffer offer, CallMeter meter, WorkerLine line, ChatClient client) {
    Set<Address> tried = new HashSet<>();
    while (tried.size() < config.maxAttempts()) {
      Optional<WorkerSelector.Selection> selected =
          workers.select(offer.name(), offer.contentHash(), tried);
      if (selected.isEmpty()) {
        break;
      }
      try (WorkerSelector.Selection selection = selected.get()) {
        tried.add(selection.worker().address());
        return deliver(request, selection.worker(), meter, line, client);
      } catch (WorkerFailure e) {
        LOG.info("worker {}: {}", selected.get().worker().address(), e.getMessage());
        if (line.isCut()) {
          return new RelayedAnswer.Cut("The call was stopped.");
        }
        if (client.deliversAsItComes() && meter.anything()) {
          return new RelayedAnswer.Cut("The worker broke off in the middle of the answer.");
        }
        meter.startOver();
        client.startOver();
      } catch (WorkerRefusal e) {
        return new RelayedAnswer.Nothing(ChatRefusals.byWorker(e));
      } catch (ClientGone e) {
        return new RelayedAnswer.Cut("The client left.");
      }
    }
    return new RelayedAnswer.Nothing(
        tried.isEmpty()
            ? ChatRefusals.noWorker(offer.name())
            : ChatRefusals.workersFailed(offer.name()));
  }

  private RelayedAnswer deliver(
      ChatRequest request, Worker worker, CallMeter meter, WorkerLine line, ChatClient client)
      throws ClientGone {
    PaidWorker paid = new PaidWorker(worker.address().text(), worker.address(), worker.payout());
    ChatChunk last = null;
    try (WorkerStream stream = line.connect(http.chat(worker.endpoint(), request))) {
      for (Optional<ChatChunk> next = stream.next(); next.isPresent(); next = stream.next()) {
        ChatChunk chunk = next.get();
        if (chunk.usage() != null) {
          meter.finish(paid, chunk.usage());
        } else if (finishes(chunk)) {
          last = chunk;
          meter.add(paid, chunk);
        } else {
          client.deliver(chunk);
          meter.add(paid, chunk);
        }
      }
    }
    return complete(last, meter);
  }

  private static RelayedAnswer complete(@Nullable ChatChunk last, CallMeter meter) {
    if (last == null) {
      throw new WorkerFailure("the worker ended without a finish_reason");
    }
    return new RelayedAnswer.Complete(last, meter.usage());
  }

  private static boolean finishes(ChatChunk chunk) {
    return chunk.choices() != null
        && chunk.choices().stream().anyMatch(c -> c.finishReason() != null);
  }
}
