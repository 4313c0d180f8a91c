package org.tributary.gateway.payment;

import java.util.List;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Delivered;
import org.tributary.contracts.receipt.Usage;

/**
 * What has reached the client so far, and which workers made it.
 *
 * @param answer salted commitment to the answer's text so far
 */
public record Delivery(List<Work> work, Usage usage, Bytes32 answer) {

  /** One worker's part of the answer, in model-tokens. */
  public record Work(PaidWorker worker, long modelTokens) {
    Delivered delivered() {
      return new Delivered(worker.address(), worker.payout(), modelTokens);
    }
  }

  /**
   * An event of a model-token has about 250 and is deflated; a picture's pixel has four at most.
   */
  private static final long KEPT_PER_MODEL_TOKEN = 512;

  private static final long KEPT_PER_PIXEL = 4;

  public Delivery {
    work = List.copyOf(work);
    if (work.isEmpty()) {
      throw new IllegalArgumentException("a delivery has a worker");
    }
  }

  /** As the receipt names them. */
  public List<Delivered> delivered() {
    return work.stream().map(Work::delivered).toList();
  }

  /**
   * How much of the answer, as it is stored, is kept for repeats at most: what a worker sends
   * beyond that nobody has paid for.
   */
  long keptCharacters() {
    return KEPT_PER_MODEL_TOKEN * usage.modelTokens() + KEPT_PER_PIXEL * usage.pixels();
  }

  /** Whether anything came out of the model: a prompt that was only read is not charged. */
  boolean isEmpty() {
    return usage.completion() == 0 && usage.pixels() == 0;
  }
}
