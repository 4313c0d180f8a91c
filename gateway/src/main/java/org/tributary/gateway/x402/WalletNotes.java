package org.tributary.gateway.x402;

import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.payment.PaymentNotes;

/**
 * Tells a wallet what its call was charged. Its program believes only what continues its own count,
 * so the count is led to where the channel is; it may be ahead by a ceiling, never behind.
 */
record WalletNotes(
    WalletPayment payment, WalletChannel channel, long deposited, Optional<Bytes32> transaction)
    implements PaymentNotes {

  @Override
  public Map<String, String> headers(long before, long cost, long least) {
    long counted = payment.countedByPayer();
    // The stock client breaks off at more than it offered, which one that repeats itself may owe.
    long charged = Math.min(Math.max(before + cost - counted, least), payment.accepted().amount());
    return Map.of(
        SettledHeader.NAME,
        SettledHeader.of(payment, transaction, deposited, charged, channel, counted + charged));
  }
}
