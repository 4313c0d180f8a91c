package org.tributary.gateway.idempotency;

import jakarta.inject.Singleton;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.payment.AnswerPart;
import org.tributary.gateway.payment.Attempt;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.KeptAnswer;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;

/** Lets a call that is sent again find its first try, whichever gateway that was at. */
@Singleton
public final class Repeats {
  private final ChannelLedger ledger;
  private final IdempotencyConfig config;

  public Repeats(ChannelLedger ledger, IdempotencyConfig config) {
    this.ledger = ledger;
    this.config = config;
  }

  /**
   * Reserves a call once its first try, if there is one, has ended; one that was released may run
   * again.
   *
   * @throws org.tributary.gateway.error.ApiException 409 while the first try runs on, 422 where it
   *     asked for something else
   */
  public ReserveOutcome reserve(Reserve request) {
    long giveUpAt = System.nanoTime() + config.patience().toNanos();
    while (true) {
      switch (ledger.reserve(request)) {
        case ReserveOutcome.OtherRequest other -> throw IdempotencyRefusals.otherRequest();
        case ReserveOutcome.Running running -> pauseUntil(giveUpAt);
        case ReserveOutcome outcome -> {
          return outcome;
        }
      }
    }
  }

  /**
   * Reserves a call, or says that its first try still runs: for calls whose work can be found
   * again.
   *
   * @throws org.tributary.gateway.error.ApiException 422 where the first try asked for something
   *     else
   */
  public ReserveOutcome reserveAtOnce(Reserve request) {
    ReserveOutcome outcome = ledger.reserve(request);
    if (outcome instanceof ReserveOutcome.OtherRequest) {
      throw IdempotencyRefusals.otherRequest();
    }
    return outcome;
  }

  private void pauseUntil(long giveUpAt) {
    if (System.nanoTime() - giveUpAt >= 0) {
      throw IdempotencyRefusals.stillRunning();
    }
    try {
      Thread.sleep(config.lookEvery());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw IdempotencyRefusals.stillRunning();
    }
  }

  /** Records the answer of a call that may be repeated. */
  public AnswerTape tape(@Nullable Attempt attempt) {
    return attempt == null ? AnswerTape.off() : AnswerTape.upTo(config.maxAnswerBytes());
  }

  /**
   * What an answered call delivered.
   *
   * @throws org.tributary.gateway.error.ApiException 409 where that is not kept
   */
  public Replay replay(CallId call) {
    Supplier<RuntimeException> gone = () -> IdempotencyRefusals.notKept(call);
    KeptAnswer kept = ledger.answer(call).orElseThrow(gone);
    if (kept.parts().isEmpty() || kept.parts().contains(AnswerPart.TOO_LONG)) {
      throw gone.get();
    }
    return new Replay(PackedEvents.unpack(kept.parts()), kept.ending());
  }
}
