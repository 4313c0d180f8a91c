package org.tributary.gateway.payment;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;

/**
 * The ledger's rules in plain Java: what the one in Redis must agree with, and a fake for flows.
 */
public final class ModelLedger implements ChannelLedger {

  private final Map<ChannelId, LedgerState.OfChannel> channels = new HashMap<>();
  private final Map<AccountId, LedgerState.OfAccount> accounts = new HashMap<>();
  private final Map<AccountId, ChannelId> channelOf = new HashMap<>();
  private final Map<CallId, Call> calls = new HashMap<>();
  private final Map<ChannelId, Long> signedMax = new HashMap<>();
  private final Map<ChannelId, UsedRanges> used = new HashMap<>();
  private final Map<CallId, ChargedCall> charged = new HashMap<>();
  private final PaymentConfig config;
  private final Clock clock;

  /** As Redis orders a sorted set: by expiry, and then by id. */
  private static final Comparator<Call> LONGEST_EXPIRED =
      Comparator.<Call, Instant>comparing(call -> call.leaseEnd)
          .thenComparing(call -> call.context.callId().text());

  private static final class Call {
    final CallContext context;
    final long ceiling;
    final SortedMap<Integer, String> answer = new TreeMap<>();
    final long before;
    long fence = 1;
    long reservedFence = 1;
    @Nullable Attempt attempt;
    Instant leaseEnd;
    boolean open = true;
    @Nullable Instant heldUntil;
    @Nullable Delivery checkpoint;

    Call(CallContext context, long ceiling, long before, Instant leaseEnd) {
      this.context = context;
      this.ceiling = ceiling;
      this.before = before;
      this.leaseEnd = leaseEnd;
    }

    /** Another holder's lease says nothing of when the call ended. */
    Instant take() {
      fence++;
      heldUntil = heldUntil == null ? leaseEnd : heldUntil;
      return heldUntil;
    }
  }

  public ModelLedger(PaymentConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  public void openChannel(ChannelId id, long deposit) {
    channels.put(id, new LedgerState.OfChannel(deposit, deposit, 0, 0));
  }

  /** A channel whose vouchers its payer signs. */
  public void openWallet(ChannelId id, long deposit) {
    openChannel(id, deposit);
    signedMax.put(id, 0L);
  }

  /** What the chain now holds for a channel and its payer is not taking out. */
  public synchronized void show(ChannelId id, long deposit) {
    channels.computeIfPresent(
        id,
        (same, was) ->
            new LedgerState.OfChannel(
                deposit, was.available() + deposit - was.deposit(), was.reserved(), was.charged()));
  }

  /** The highest voucher that was accepted on a wallet's channel. */
  long signedMax(ChannelId id) {
    return signedMax.getOrDefault(id, 0L);
  }

  /** A sweeper that dies right after it took an expired call; false when there is none to take. */
  synchronized boolean takeAndDie(CallId id) {
    Call call = calls.get(id);
    if (call == null || !call.open || call.leaseEnd.isAfter(clock.instant())) {
      return false;
    }
    call.take();
    call.leaseEnd = leaseEnd();
    return true;
  }

  public void openAccount(AccountId id, ChannelId channel, @Nullable Long budget) {
    accounts.put(id, new LedgerState.OfAccount(budget, 0, 0));
    channelOf.put(id, channel);
  }

  LedgerState.@Nullable OfChannel state(ChannelId id) {
    return channels.get(id);
  }

  LedgerState.@Nullable OfAccount state(AccountId id) {
    return accounts.get(id);
  }

  @Override
  public synchronized ReserveOutcome reserve(Reserve request) {
    CallContext context = request.context();
    long ceiling = request.ceiling();
    LedgerState.OfChannel channel = channels.get(context.channel());
    LedgerState.OfAccount account = accounts.get(context.account());
    Call known = calls.get(context.callId());
    if (known != null && request.attempt() != null) {
      ReserveOutcome repeated = repeated(known, request.attempt());
      if (repeated != null) {
        return repeated;
      }
    } else if (known != null) {
      if (!known.open || known.fence != 1 || known.ceiling != ceiling) {
        throw new IllegalStateException("a call id was used twice");
      }
      return new ReserveOutcome.Reserved(new Reservation(context, ceiling, 1), known.before);
    }
    if (channel == null
        || account == null
        || !context.channel().equals(channelOf.get(context.account()))) {
      return new ReserveOutcome.Refused(ReserveOutcome.Reason.UNKNOWN_ACCOUNT);
    }
    ReserveOutcome.Reason refusal = refusal(request, channel);
    if (refusal != null) {
      return new ReserveOutcome.Refused(refusal);
    }
    Long remaining = account.remaining();
    if (remaining != null && remaining < ceiling) {
      return new ReserveOutcome.Refused(ReserveOutcome.Reason.BUDGET_SPENT);
    }
    if (channel.available() < ceiling) {
      return new ReserveOutcome.Refused(ReserveOutcome.Reason.BALANCE_TOO_SMALL);
    }
    if (request.authority() instanceof Authority.SignedVoucher(long most, String signature)) {
      signedMax.merge(context.channel(), most, Math::max);
      if (ceiling > 0) {
        used(context.channel()).add(most, channel.charged());
      }
    }
    move(context, -ceiling, ceiling, 0);
    long before = channel.charged() + channel.reserved();
    Call call = new Call(context, ceiling, before, leaseEnd());
    call.fence = known == null ? 1 : known.fence + 1;
    call.reservedFence = call.fence;
    call.attempt = request.attempt();
    calls.put(context.callId(), call);
    return new ReserveOutcome.Reserved(new Reservation(context, ceiling, call.fence), before);
  }

  /** Null for a call that was released: another attempt may run in its place. */
  private @Nullable ReserveOutcome repeated(Call known, Attempt attempt) {
    Attempt first = known.attempt;
    if (first == null || !first.request().equals(attempt.request())) {
      return new ReserveOutcome.OtherRequest();
    }
    if (charged.containsKey(known.context.callId())) {
      LedgerState.OfChannel now = Objects.requireNonNull(state(known.context.channel()));
      return new ReserveOutcome.Answered(now.charged() + now.reserved());
    }
    if (!known.open) {
      return null;
    }
    return first.equals(attempt) && known.fence == known.reservedFence
        ? new ReserveOutcome.Reserved(
            new Reservation(known.context, known.ceiling, known.fence), known.before)
        : new ReserveOutcome.Running();
  }

  private ReserveOutcome.@Nullable Reason refusal(Reserve request, LedgerState.OfChannel channel) {
    boolean isWallet = signedMax.containsKey(request.context().channel());
    if (!(request.authority() instanceof Authority.SignedVoucher(long most, String signature))) {
      return isWallet ? ReserveOutcome.Reason.WRONG_AUTHORITY : null;
    }
    if (!isWallet) {
      return ReserveOutcome.Reason.WRONG_AUTHORITY;
    }
    if (most < channel.charged() + channel.reserved() + request.ceiling()) {
      return ReserveOutcome.Reason.VOUCHER_TOO_LOW;
    }
    boolean isUsed = request.ceiling() > 0 && used(request.context().channel()).contains(most);
    return isUsed ? ReserveOutcome.Reason.VOUCHER_USED : null;
  }

  private UsedRanges used(ChannelId id) {
    return used.computeIfAbsent(id, none -> new UsedRanges());
  }

  @Override
  public synchronized boolean renew(Reservation reservation) {
    Call call = held(reservation);
    if (call == null) {
      return false;
    }
    call.leaseEnd = leaseEnd();
    return true;
  }

  @Override
  public synchronized boolean renew(Reservation reservation, Delivery delivered, AnswerPart part) {
    Call call = held(reservation);
    if (call != null) {
      call.checkpoint = delivered;
      keep(call, part);
    }
    return renew(reservation);
  }

  @Override
  public synchronized ChargeOutcome charge(
      Reservation reservation, Delivery delivered, Ending ending, AnswerPart part) {
    Call call = calls.get(reservation.callId());
    ChargedCall before = charged.get(reservation.callId());
    if (call == null || call.fence != reservation.fence() || (!call.open && before == null)) {
      return new ChargeOutcome.LeaseLost();
    }
    if (before == null) {
      before = chargeNow(call, delivered, ending, clock.instant());
      keep(call, part);
    }
    return new ChargeOutcome.Charged(
        reservation.callId(), before.from(), before.to(), before.charge());
  }

  @Override
  public synchronized void release(Reservation reservation) {
    Call call = held(reservation);
    if (call != null) {
      move(call.context, call.ceiling, -call.ceiling, 0);
      call.open = false;
    }
  }

  @Override
  public synchronized int chargeExpired() {
    List<Call> expired =
        calls.values().stream()
            .filter(call -> call.open && !call.leaseEnd.isAfter(clock.instant()))
            .sorted(LONGEST_EXPIRED)
            .toList();
    for (Call call : expired) {
      Instant ended = call.take();
      Reservation taken = new Reservation(call.context, call.ceiling, call.fence);
      Delivery checkpoint = call.checkpoint;
      if (checkpoint == null || checkpoint.isEmpty()) {
        release(taken);
      } else {
        chargeNow(call, checkpoint, Ending.PARTIAL, ended);
      }
    }
    return expired.size();
  }

  private static void keep(Call call, AnswerPart part) {
    if (!part.isNone()) {
      call.answer.put(part.number(), part.text());
    }
  }

  @Override
  public synchronized Optional<KeptAnswer> answer(CallId callId) {
    return charged(callId)
        .map(each ->
            new KeptAnswer(
                List.copyOf(requireNonNull(calls.get(callId)).answer.values()), each.ending()));
  }

  @Override
  public synchronized Optional<ChargedCall> charged(CallId callId) {
    return Optional.ofNullable(charged.get(callId));
  }

  private ChargedCall chargeNow(Call call, Delivery delivered, Ending ending, Instant ended) {
    CallContext context = call.context;
    long charge = Math.min(call.ceiling, context.prices().charge(delivered.usage()));
    move(context, call.ceiling - charge, -call.ceiling, charge);
    long to = requireNonNull(channels.get(context.channel())).charged();
    List<Share> split = context.split(charge, delivered);
    ChargedCall record =
        new ChargedCall(context, delivered, ending, split, to - charge, to, charge, ended);
    charged.put(context.callId(), record);
    call.open = false;
    return record;
  }

  private void move(CallContext context, long available, long reserved, long spent) {
    channels.computeIfPresent(
        context.channel(),
        (id, was) ->
            new LedgerState.OfChannel(
                was.deposit(),
                was.available() + available,
                was.reserved() + reserved,
                was.charged() + spent));
    accounts.computeIfPresent(
        context.account(),
        (id, was) -> {
          Long remaining = was.remaining();
          return new LedgerState.OfAccount(
              remaining == null ? null : Long.valueOf(remaining + available),
              was.reserved() + reserved,
              was.spent() + spent);
        });
  }

  private @Nullable Call held(Reservation reservation) {
    Call call = calls.get(reservation.callId());
    return call != null && call.open && call.fence == reservation.fence() ? call : null;
  }

  private Instant leaseEnd() {
    return clock.instant().plus(config.lease());
  }
}
