package org.tributary.gateway.funding;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.PaidMoves;
import org.tributary.gateway.settlement.CooperativeRefunds;
import org.tributary.gateway.settlement.RefundRecord;

/**
 * Gives payers their balance back at once, each request once, whatever ends in the middle of it.
 */
@Singleton
class Withdrawals {

  private final Channels channels;
  private final CooperativeRefunds refunds;
  private final PaidMoves moves;

  Withdrawals(Channels channels, CooperativeRefunds refunds, PaidMoves moves) {
    this.channels = channels;
    this.refunds = refunds;
    this.moves = moves;
  }

  /** What came of a request. */
  sealed interface Outcome {

    /**
     * The payer has it, in base units.
     *
     * @param transaction null where another process finished it
     */
    record Paid(long amount, @Nullable Bytes32 transaction) implements Outcome {}

    /** Set aside and on its way; it is gone on with whoever asks or does not. */
    record UnderWay() implements Outcome {}

    /** Another withdrawal of this channel, or a settlement, must end first. */
    record Busy() implements Outcome {}

    /** Less is free than is worth its gas. */
    record TooLittle(long free) implements Outcome {}

    /** The payer's withdrawals of the day are used up. */
    record TooMany() implements Outcome {}

    /** The contract refused it, and nothing was moved. */
    record Refused(String error) implements Outcome {}
  }

  /** Pays what is free, at most so much, once for each request. */
  Outcome withdraw(OwnChannel own, long most, String request) {
    Optional<Outcome> known = find(own, request);
    if (known.isPresent()) {
      return known.get();
    }
    long free = Math.min(most, channels.find(own.id()).map(Channel::available).orElse(0L));
    if (free < moves.minWithdrawal()) {
      return new Outcome.TooLittle(Math.max(0, free));
    }
    if (!moves.takes(own.config().payer())) {
      return new Outcome.TooMany();
    }
    return refund(own, most, request);
  }

  /** What came of a request, which is gone on with if it was left open. */
  Optional<Outcome> find(OwnChannel own, String request) {
    Optional<RefundRecord> record = refunds.find(own.id(), name(request));
    if (record.filter(RefundRecord::isOpen).isEmpty()) {
      return record.map(Withdrawals::ended);
    }
    try {
      refunds.resume(own.id());
    } catch (ChainException away) {
      return Optional.of(new Outcome.UnderWay());
    }
    return refunds.find(own.id(), name(request)).map(Withdrawals::ended);
  }

  private Outcome refund(OwnChannel own, long most, String request) {
    try {
      return switch (refunds.refund(own.id(), most, name(request))) {
        case CooperativeRefunds.Outcome.Refunded(long amount, Bytes32 hash) ->
            new Outcome.Paid(amount, hash);
        case CooperativeRefunds.Outcome.NothingFree() -> new Outcome.TooLittle(0);
        case CooperativeRefunds.Outcome.Busy() -> new Outcome.Busy();
        case CooperativeRefunds.Outcome.Refused(String error) -> new Outcome.Refused(error);
      };
    } catch (ChainException unknown) {
      // Set aside or not, the record says; asked again, it goes on.
      return new Outcome.UnderWay();
    }
  }

  private static Outcome ended(RefundRecord record) {
    return switch (record.state()) {
      case OPEN -> new Outcome.UnderWay();
      case REFUNDED -> new Outcome.Paid(record.amount(), record.transaction());
      case REFUSED -> new Outcome.Refused("the contract refused it");
    };
  }

  /** Of one length, whatever the client's key is. */
  private static String name(String request) {
    return Keccak256.hash(request.getBytes(StandardCharsets.UTF_8)).text();
  }
}
