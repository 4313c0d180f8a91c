package org.tributary.gateway.payment;

/** What has reached the client so far, and which worker made it. */
public record Delivery(PaidWorker worker, Usage usage) {

  /** Whether anything came out of the model: a prompt that was only read is not charged. */
  boolean isEmpty() {
    return usage.completionTokens() == 0;
  }
}
