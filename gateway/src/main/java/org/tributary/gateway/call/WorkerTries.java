package org.tributary.gateway.call;

import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.relay.WorkerFailure;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.gateway.relay.WorkerRefusal;
import org.tributary.gateway.routing.Worker;
import org.tributary.gateway.routing.WorkerSelector;

/** Has a worker answer a call, turning to another while nothing was delivered. */
@Singleton
public final class WorkerTries {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerTries.class);

  private final WorkerSelector workers;

  public WorkerTries(WorkerSelector workers) {
    this.workers = workers;
  }

  /**
   * The answer of one worker on its way to the caller.
   *
   * @param <A> what a complete one ends with
   */
  public interface Answering<A> {

    /** Delivers all of the worker's answer but its end; throws where it breaks off. */
    A deliver(Worker worker) throws ClientGone;

    /** Whether part of it has left: then no other worker can start over. */
    boolean hasDelivered();

    /** Forgets what the last worker began. */
    void startOver();
  }

  /** Tries one worker after the other, none twice and at most so many. */
  public <A> RelayedAnswer<A> answer(
      ModelOffer offer, int maxAttempts, WorkerLine line, Answering<A> answering) {
    Set<Address> tried = new HashSet<>();
    while (tried.size() < maxAttempts) {
      Optional<WorkerSelector.Selection> selected =
          workers.select(offer.name(), offer.contentHash(), tried);
      if (selected.isEmpty()) {
        break;
      }
      Worker worker = selected.get().worker();
      tried.add(worker.address());
      try (WorkerSelector.Selection selection = selected.get()) {
        return new RelayedAnswer.Complete<>(answering.deliver(worker));
      } catch (WorkerFailure | WorkerRefusal e) {
        LOG.info("worker {}: {}", worker.address(), reason(e));
        if (line.isCut()) {
          return new RelayedAnswer.Cut<>("The call was stopped.");
        }
        if (answering.hasDelivered()) {
          return new RelayedAnswer.Cut<>("The worker broke off in the middle of the answer.");
        }
        if (e instanceof WorkerRefusal refusal) {
          return new RelayedAnswer.Nothing<>(CallRefusals.byWorker(refusal));
        }
        answering.startOver();
      } catch (ClientGone e) {
        return new RelayedAnswer.Cut<>("The client left.");
      }
    }
    return new RelayedAnswer.Nothing<>(
        tried.isEmpty()
            ? CallRefusals.noWorker(offer.name())
            : CallRefusals.workersFailed(offer.name()));
  }

  /** A refusal's own words are about the request: not for a log. */
  private static String reason(RuntimeException e) {
    return e instanceof WorkerRefusal refusal
        ? "refused with " + refusal.status()
        : String.valueOf(e.getMessage());
  }
}
