package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.settlement.RefundRecord.State;
import org.tributary.gateway.settlement.RefundsUnderWay.Held;
import org.tributary.gateway.settlement.RefundsUnderWay.SetAside;

/**
 * Gives payers back what is free in their channels, with the last claim in the same transaction.
 * The money leaves the ledger first: whatever happens, no call spends it while it is on its way.
 */
public final class CooperativeRefunds {
  private static final String NUMBER_TAKEN = "BadRefundNonce";

  private final Channels channels;
  private final RefundsUnderWay underWay;
  private final ChannelChain chain;
  private final VoucherSigner vouchers;
  private final LeavingChannels leaving;
  private final Function<ChannelId, SettlementLock> locks;
  private final Duration lockWait;

  CooperativeRefunds(
      Channels channels,
      RefundsUnderWay underWay,
      ChannelChain chain,
      VoucherSigner vouchers,
      LeavingChannels leaving,
      Function<ChannelId, SettlementLock> locks,
      Duration lockWait) {
    this.channels = channels;
    this.underWay = underWay;
    this.chain = chain;
    this.vouchers = vouchers;
    this.leaving = leaving;
    this.locks = locks;
    this.lockWait = lockWait;
  }

  /** What came of asking for a refund. */
  public sealed interface Outcome {

    /** In base units; it is the payer's. */
    record Refunded(long amount, @Nullable Bytes32 transaction) implements Outcome {}

    /** All of it is charged, or reserved by calls that still run. */
    record NothingFree() implements Outcome {}

    /** This refund or another one of the channel is under way: try again in a moment. */
    record Busy() implements Outcome {}

    /** The contract does not take it, and why. */
    record Refused(String error) implements Outcome {}
  }

  /**
   * Gives the channel's payer back what is free, at most so much, in base units. It waits until the
   * transaction is mined; one that is not mined in time throws, and is finished later all the same.
   */
  public Outcome refund(ChannelId id, long most) {
    return refund(id, most, "");
  }

  /** The same for a request with a name, which is taken once: asked again, it is busy. */
  public Outcome refund(ChannelId id, long most, String request) {
    Channel channel =
        channels.find(id).orElseThrow(() -> new IllegalArgumentException("no such channel: " + id));
    Optional<SettlementLock.Hold> acquired = locks.apply(id).acquire(lockWait);
    if (acquired.isEmpty()) {
      return new Outcome.Busy();
    }
    try (SettlementLock.Hold hold = acquired.get()) {
      Snapshot before = see(channel.id());
      // Whoever watches the chain ends it, should this process not.
      leaving.add(id);
      long nonce = before.refundNonce().longValueExact();
      return switch (underWay.hold(id, most, nonce, request)) {
        case Held.Amount(long amount) ->
            first(channel, new SetAside(amount, nonce, request), before);
        case Held.Nothing nothing -> new Outcome.NothingFree();
        case Held.Pending pending -> new Outcome.Busy();
      };
    }
  }

  /**
   * Ends the refund that was left half done, if the channel has one, and says what came of it: its
   * number on the chain allows only one.
   */
  public Optional<Outcome> resume(ChannelId id) {
    if (underWay.find(id).isEmpty()) {
      return Optional.empty();
    }
    Optional<SettlementLock.Hold> acquired = locks.apply(id).acquire(lockWait);
    if (acquired.isEmpty()) {
      return Optional.of(new Outcome.Busy());
    }
    try (SettlementLock.Hold hold = acquired.get()) {
      return underWay.find(id).map(refund -> goOn(channels.find(id).orElseThrow(), refund));
    }
  }

  private Outcome goOn(Channel channel, SetAside refund) {
    Snapshot now = see(channel.id());
    if (now.hasRefunded(refund.nonce())) {
      return done(channel, refund);
    }
    try {
      return send(channel, refund, now);
    } catch (ClaimRefused mayBeUnderWay) {
      // What was sent before may be mined any time: it stays set aside until the chain has it.
      return brought(channel, refund).orElseGet(Outcome.Busy::new);
    }
  }

  private Outcome first(Channel channel, SetAside refund, Snapshot before) {
    try {
      return send(channel, refund, before);
    } catch (ClaimRefused refused) {
      return brought(channel, refund).orElseGet(() -> refused(channel, refund, refused));
    }
  }

  private Outcome send(Channel channel, SetAside refund, Snapshot before) {
    BigInteger amount = BigInteger.valueOf(refund.amount());
    Bytes32 hash =
        chain.claimAndRefund(last(channel, before), channel.config(), amount, refund.nonce());
    end(channel, refund, State.REFUNDED, hash);
    return new Outcome.Refunded(refund.amount(), hash);
  }

  /** A transaction may be refused because another one has brought the refund. */
  private Optional<Outcome> brought(Channel channel, SetAside refund) {
    return see(channel.id()).hasRefunded(refund.nonce())
        ? Optional.of(done(channel, refund))
        : Optional.empty();
  }

  private Outcome done(Channel channel, SetAside refund) {
    underWay.end(channel.id(), refund, State.REFUNDED, null);
    return new Outcome.Refunded(refund.amount(), null);
  }

  /**
   * One that was mined and failed has shown its signature to everyone, and anyone may still bring
   * it: what it is for stays set aside until the chain has it. So does one whose number is
   * another's.
   */
  private Outcome refused(Channel channel, SetAside refund, ClaimRefused refused) {
    String error = String.valueOf(refused.getMessage());
    if (error.isEmpty() || error.equals(NUMBER_TAKEN)) {
      return new Outcome.Busy();
    }
    end(channel, refund, State.REFUSED, null);
    return new Outcome.Refused(error);
  }

  /** What came of a request that had a name. */
  public Optional<RefundRecord> find(ChannelId id, String request) {
    return underWay.find(id, request);
  }

  /** Only once the deposit is seen without it: in between no call may spend it. */
  private void end(Channel channel, SetAside refund, State state, @Nullable Bytes32 transaction) {
    see(channel.id());
    underWay.end(channel.id(), refund, state, transaction);
  }

  /** Takes over what the chain holds for the channel. */
  private Snapshot see(ChannelId id) {
    return channels
        .refresh(id, () -> chain.snapshot(id))
        .orElseThrow(
            () -> new IllegalStateException("too many look at channel " + id + " at once"));
  }

  /** What the channel owes, if anything: after the refund there must be enough left for it. */
  private List<Claim> last(Channel channel, Snapshot before) {
    BigInteger charged =
        BigInteger.valueOf(channels.find(channel.id()).orElseThrow().charged())
            .min(before.balance());
    return charged.compareTo(before.totalClaimed()) > 0
        ? List.of(vouchers.claim(channel.id(), charged))
        : List.of();
  }
}
