package org.tributary.gateway.call;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.IdempotencyKey;
import org.tributary.gateway.idempotency.Repeats;
import org.tributary.gateway.payment.Attempt;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.gateway.payment.ExposureGuard;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.PaymentNotes;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.receipt.ReceiptSalts;

/** Opens calls: admits who pays and sets aside the most that a call may cost. */
@Singleton
public final class PaidCalls {
  private final CallAdmission payers;
  private final CallContext.Gateway gateway;
  private final ExposureGuard exposure;
  private final Repeats repeats;
  private final ReceiptSalts salts;
  private final Clock clock;
  private final SecureRandom random;

  public PaidCalls(
      CallAdmission payers,
      CallContext.Gateway gateway,
      ExposureGuard exposure,
      Repeats repeats,
      ReceiptSalts salts,
      Clock clock,
      SecureRandom random) {
    this.payers = payers;
    this.gateway = gateway;
    this.exposure = exposure;
    this.repeats = repeats;
    this.salts = salts;
    this.clock = clock;
    this.random = random;
  }

  /**
   * What {@code quoting} makes of a call; one that offers no payment is told what calls cost.
   *
   * @throws ApiException where the request cannot be priced
   */
  public <Q> Q quote(Call call, Product product, Supplier<Q> quoting) {
    try {
      return quoting.get();
    } catch (ApiException why) {
      throw payers.notPriced(call, product, why);
    }
  }

  /** A call whose payer is known, with nothing set aside yet. */
  public record Admitted(
      Call call, Priced priced, Payer payer, CallContext context, @Nullable Attempt attempt) {}

  /**
   * Finds who pays for a call.
   *
   * @throws ApiException when the call is refused
   */
  public Admitted admit(Call call, Priced priced) {
    Optional<IdempotencyKey> key = IdempotencyKey.of(call.idempotencyKey());
    Payer payer = payers.admit(call, priced);
    return new Admitted(
        call,
        priced,
        payer,
        context(call, payer, priced.offer(), key),
        key.map(k -> k.attempt(call.path(), call.repeatedBody(), random)).orElse(null));
  }

  /**
   * Sets the ceiling aside, or finds the answer that the same call had before; waits for a first
   * try that still runs.
   *
   * @throws ApiException when nothing is set aside
   */
  public OpenedCall reserve(Admitted admitted) {
    return opened(admitted, repeats.reserve(request(admitted)));
  }

  /**
   * Sets the ceiling aside, or finds that the same call was answered before or still runs.
   *
   * @throws ApiException when nothing is set aside
   */
  public OpenedCall reserveAtOnce(Admitted admitted) {
    return opened(admitted, repeats.reserveAtOnce(request(admitted)));
  }

  private Reserve request(Admitted admitted) {
    CallContext context = admitted.context();
    long ceiling = admitted.priced().ceiling();
    exposure
        .refuses(context.channel(), ceiling)
        .ifPresent(wait -> {
          throw CallRefusals.chainAway(wait);
        });
    return new Reserve(context, ceiling, admitted.payer().authority(), admitted.attempt());
  }

  private OpenedCall opened(Admitted admitted, ReserveOutcome outcome) {
    CallContext context = admitted.context();
    Payer payer = admitted.payer();
    return switch (outcome) {
      case ReserveOutcome.Reserved(Reservation reservation, long before) ->
          new OpenedCall.Reserved(
              reservation,
              new CallPayment(payer.notes(), before, reservation.ceiling()),
              admitted.attempt());
      case ReserveOutcome.Answered(long before) ->
          new OpenedCall.Answered(context, new CallPayment(payer.notes(), before, 0));
      case ReserveOutcome.Running() ->
          new OpenedCall.Answered(context, new CallPayment(PaymentNotes.NONE, 0, 0));
      case ReserveOutcome.Refused refused ->
          throw payers.refused(admitted.call(), admitted.priced(), payer, refused);
      case ReserveOutcome.OtherRequest other ->
          throw new IllegalStateException("refused by its repeats: " + other);
    };
  }

  private CallContext context(
      Call call, Payer payer, ModelOffer offer, Optional<IdempotencyKey> key) {
    CallId id =
        key.map(k -> k.callId(payer.account()))
            .orElseGet(() -> CallId.random(payer.channel().partition(), random));
    return new CallContext(
        id,
        payer.account(),
        payer.channel(),
        offer.model(),
        offer.prices(),
        offer.terms(),
        offer.period(),
        offer.termsVersion(),
        gateway,
        offer.ancestors(),
        clock.instant(),
        Commitment.to(salts.of(id), Keccak256.hash(call.body())),
        payer.accessKey());
  }
}
