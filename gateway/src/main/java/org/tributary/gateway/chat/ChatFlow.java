package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.chat.ChatClient.ClientGone;
import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.AnswerTape;
import org.tributary.gateway.idempotency.IdempotencyKey;
import org.tributary.gateway.idempotency.Repeats;
import org.tributary.gateway.payment.AnswerPart;
import org.tributary.gateway.payment.Attempt;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.CallPayment;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.ExposureGuard;
import org.tributary.gateway.payment.LeaseKeeper;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.gateway.x402.X402Headers;
import org.tributary.models.openai.ChatUsage;

/** The way of one chat call, from the payer's request to the charge. */
@Singleton
final class ChatFlow {
  private static final Logger LOG = LoggerFactory.getLogger(ChatFlow.class);

  private final PayerAdmission payers;
  private final ChatQuotes quotes;
  private final CallContext.Gateway gateway;
  private final ExposureGuard exposure;
  private final ChannelLedger ledger;
  private final LeaseKeeper leases;
  private final Repeats repeats;
  private final ChatRelay relay;
  private final ReceiptSalts salts;
  private final Clock clock;
  private final SecureRandom random;

  ChatFlow(
      PayerAdmission payers,
      ChatQuotes quotes,
      CallContext.Gateway gateway,
      ExposureGuard exposure,
      ChannelLedger ledger,
      LeaseKeeper leases,
      Repeats repeats,
      ChatRelay relay,
      ReceiptSalts salts,
      Clock clock,
      SecureRandom random) {
    this.payers = payers;
    this.quotes = quotes;
    this.gateway = gateway;
    this.exposure = exposure;
    this.ledger = ledger;
    this.leases = leases;
    this.repeats = repeats;
    this.relay = relay;
    this.salts = salts;
    this.clock = clock;
    this.random = random;
  }

  /** What the payer sent: where to, the headers that say who pays and how much, and the body. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Call(
      String url,
      @Nullable String authorization,
      @Nullable String maxCost,
      @Nullable String idempotencyKey,
      X402Headers payment,
      byte[] body) {}

  /** A call whose ceiling is reserved, on its way to its end. */
  private record Running(
      Reservation reservation, CallMeter meter, ChatClient client, AnswerTape tape)
      implements LeaseKeeper.Progress {

    /** What has left for the client: nothing yet, of an answer that is sent as a whole. */
    @Override
    public Optional<Delivery> delivered() {
      return client.hasReceived() ? meter.delivered() : Optional.empty();
    }

    @Override
    public AnswerPart part() {
      return tape.next();
    }

    @Override
    public void kept() {
      tape.kept();
    }
  }

  /**
   * Quotes the call, admits the payer, reserves the ceiling, relays the answer, and on every ending
   * charges what was delivered. From the reservation on, the client is told of every ending itself.
   * A call that was answered before gets the same answer.
   *
   * @throws ApiException when the call is refused before anything is reserved
   */
  void serve(Call call, ChatClient.Opening opening) {
    Optional<IdempotencyKey> key = IdempotencyKey.of(call.idempotencyKey());
    QuotedRequest quoted = quote(call);
    quoted.requireWithin(call.maxCost());
    Payer payer = payers.admit(call, quoted);
    CallContext context = context(call, payer, quoted.offer(), key);
    ChatClient client = opening.open(context, quoted.request());
    Attempt attempt =
        key.map(k -> k.attempt(ChatController.PATH, call.body(), random)).orElse(null);
    Reserve request = new Reserve(context, quoted.quote().ceiling(), payer.authority(), attempt);
    exposure
        .refuses(context.channel(), request.ceiling())
        .ifPresent(wait -> {
          throw ChatRefusals.chainAway(wait);
        });
    switch (repeats.reserve(request)) {
      case ReserveOutcome.Reserved(Reservation reservation, long before) -> {
        client.reserved(new CallPayment(payer.notes(), before, request.ceiling()));
        run(quoted, reservation, client, repeats.tape(attempt));
      }
      case ReserveOutcome.Answered(long before) -> {
        client.reserved(new CallPayment(payer.notes(), before, 0));
        replay(context.callId(), client);
      }
      case ReserveOutcome.Refused refused -> throw payers.refused(call, quoted, payer, refused);
      case ReserveOutcome other -> throw new IllegalStateException("left to wait for: " + other);
    }
  }

  private void run(
      QuotedRequest quoted, Reservation reservation, ChatClient client, AnswerTape tape) {
    CallMeter meter = new CallMeter(quoted.quote(), salts.of(reservation.callId()));
    Running running = new Running(reservation, meter, client, tape);
    client.recordOn(tape);
    RelayedAnswer answer = relay(quoted, running);
    end(running, answer);
  }

  private void replay(CallId answered, ChatClient client) {
    try {
      client.replay(repeats.replay(answered));
    } catch (ApiException notKept) {
      client.fail(notKept);
    } catch (ClientGone e) {
      LOG.info("call {}: the client left its repeat", answered);
    }
  }

  private QuotedRequest quote(Call call) {
    try {
      return quotes.quote(call.body());
    } catch (ApiException why) {
      throw payers.notPriced(call, why);
    }
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

  private RelayedAnswer relay(QuotedRequest quoted, Running call) {
    Reservation reservation = call.reservation();
    try (WorkerLine line = new WorkerLine();
        LeaseKeeper.KeptLease lease = leases.keep(reservation, call, line::cut)) {
      call.client().onGone(line::cut);
      return relay.relay(
          quoted
              .request()
              .forWorker(quoted.quote().maxAnswer(), reservation.context().account().pseudonym()),
          quoted.offer(),
          call.meter(),
          line,
          call.client());
    } catch (RuntimeException e) {
      LOG.error("call {} failed", reservation.callId(), e);
      return new RelayedAnswer.Cut("The gateway failed.");
    }
  }

  private void end(Running call, RelayedAnswer answer) {
    try {
      switch (answer) {
        case RelayedAnswer.Complete complete -> finish(call, complete);
        case RelayedAnswer.Cut cut -> cut(call, cut);
        case RelayedAnswer.Nothing nothing -> {
          ledger.release(call.reservation());
          call.client().fail(nothing.why());
        }
      }
    } catch (RuntimeException e) {
      // The lease is not kept any more: the sweeper ends the call by its last checkpoint.
      LOG.error("call {} could not be ended here", call.reservation().callId(), e);
      call.client().fail(ChatRefusals.ledgerAway());
    }
  }

  /** The charge is final before the last event leaves: an answer seen as complete is paid for. */
  private void finish(Running call, RelayedAnswer.Complete complete) {
    Delivery delivered = call.meter().delivered().orElseThrow();
    ChatUsage usage = complete.usage().withCost(call.reservation().cost(delivered));
    List<String> rest = call.client().rest(complete.last(), usage);
    rest.forEach(call.tape()::record);
    switch (ledger.charge(call.reservation(), delivered, Ending.COMPLETE, call.tape().next())) {
      case ChargeOutcome.Charged charged -> {
        try {
          call.client().finish(rest);
        } catch (ClientGone e) {
          LOG.info("call {}: the client left at the last event", charged.callId());
        }
      }
      case ChargeOutcome.LeaseLost lost ->
          call.client().fail(ChatRefusals.cut("Another gateway ended this call."));
    }
  }

  private void cut(Running call, RelayedAnswer.Cut cut) {
    Optional<Delivery> delivered = call.delivered();
    if (delivered.isPresent()) {
      ledger.charge(call.reservation(), delivered.get(), Ending.PARTIAL, call.tape().next());
    } else {
      ledger.release(call.reservation());
    }
    call.client().fail(ChatRefusals.cut(cut.reason()));
  }
}
