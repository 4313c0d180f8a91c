package org.tributary.gateway.payment;

import java.util.Map;

/** What the headers of an answer tell the program that pays for it. */
@FunctionalInterface
public interface PaymentNotes {

  /** For payers whose program keeps no account of its own. */
  PaymentNotes NONE = (before, cost, least) -> Map.of();

  /**
   * The headers, by name.
   *
   * @param before base units charged and reserved on the channel before this call
   * @param cost base units that this call has cost, or may, where its headers leave first
   * @param least by how much the payer's own count must rise: a voucher pays once
   */
  Map<String, String> headers(long before, long cost, long least);
}
