package org.tributary.gateway.chat;

import org.tributary.contracts.receipt.CallId;

/**
 * What an answer says of itself, whichever worker gives it.
 *
 * @param created epoch seconds
 */
record AnswerHead(CallId callId, String model, long created) {
  /** Names the receipt of the answer, which is its call. */
  static final String RECEIPT_HEADER = "X-Tributary-Receipt";
}
