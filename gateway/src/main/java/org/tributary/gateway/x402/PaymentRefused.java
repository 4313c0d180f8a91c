package org.tributary.gateway.x402;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.deposit.Brought;

/** A payment that is not taken, on its way to becoming an answer. */
final class PaymentRefused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final PaymentFault fault;
  private final @Nullable String param;
  private final transient @Nullable WalletChannel channel;

  PaymentRefused(PaymentFault fault) {
    this(fault, null, null);
  }

  /** {@code param} is the field of the payment that is wrong. */
  PaymentRefused(PaymentFault fault, String param) {
    this(fault, param, null);
  }

  /** With where the channel is, for a payer that lost count. */
  PaymentRefused(PaymentFault fault, WalletChannel channel) {
    this(fault, null, channel);
  }

  private PaymentRefused(
      PaymentFault fault, @Nullable String param, @Nullable WalletChannel channel) {
    // A refusal is an answer, not a fault of ours: it needs no stack trace.
    super(fault.code(), null, false, false);
    this.fault = fault;
    this.param = param;
    this.channel = channel;
  }

  static PaymentRefused deposit(Brought.Refused refused) {
    return switch (refused.reason()) {
      case BELOW_MINIMUM, BELOW_GAS ->
          new PaymentRefused(PaymentFault.DEPOSIT_TOO_SMALL, "payload.deposit.amount");
      case NOT_YET_VALID, EXPIRED ->
          new PaymentRefused(PaymentFault.DEPOSIT_NOT_VALID_NOW, "payload.deposit.authorization");
      case SIGNATURE ->
          new PaymentRefused(
              PaymentFault.DEPOSIT_SIGNATURE_INVALID, "payload.deposit.authorization");
      case TOO_MANY -> new PaymentRefused(PaymentFault.TOO_MANY_MOVES);
      case CANCELLED, REVERTED ->
          new PaymentRefused(PaymentFault.DEPOSIT_FAILED, "payload.deposit");
    };
  }

  PaymentFault fault() {
    return fault;
  }

  @Nullable String param() {
    return param;
  }

  Optional<WalletChannel> channel() {
    return Optional.ofNullable(channel);
  }
}
