package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.call.Call;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.OpenedCall;
import org.tributary.gateway.call.PaidCalls;
import org.tributary.gateway.call.RelayedAnswer;
import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.chat.ChatRelay.LastPart;
import org.tributary.gateway.client.ClientGone;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.AnswerTape;
import org.tributary.gateway.idempotency.Repeats;
import org.tributary.gateway.payment.AnswerPart;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.LeaseKeeper;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.models.openai.ChatUsage;

/** The way of one chat call, from the payer's request to the charge. */
@Singleton
final class ChatFlow {
  private static final Logger LOG = LoggerFactory.getLogger(ChatFlow.class);

  private final PaidCalls calls;
  private final ChatQuotes quotes;
  private final ChannelLedger ledger;
  private final LeaseKeeper leases;
  private final Repeats repeats;
  private final ChatRelay relay;
  private final ReceiptSalts salts;

  ChatFlow(
      PaidCalls calls,
      ChatQuotes quotes,
      ChannelLedger ledger,
      LeaseKeeper leases,
      Repeats repeats,
      ChatRelay relay,
      ReceiptSalts salts) {
    this.calls = calls;
    this.quotes = quotes;
    this.ledger = ledger;
    this.leases = leases;
    this.repeats = repeats;
    this.relay = relay;
    this.salts = salts;
  }

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
    QuotedRequest quoted = calls.quote(call, ChatPricing.PRODUCT, () -> quotes.quote(call.body()));
    quoted.requireWithin(call.maxCost());
    PaidCalls.Admitted admitted = calls.admit(call, quoted.priced());
    ChatClient client = opening.open(admitted.context(), quoted.request());
    OpenedCall opened = calls.reserve(admitted);
    client.reserved(opened.payment());
    switch (opened) {
      case OpenedCall.Reserved reserved ->
          run(quoted, reserved.reservation(), client, repeats.tape(reserved.attempt()));
      case OpenedCall.Answered answered -> replay(answered.context().callId(), client);
    }
  }

  private void run(
      QuotedRequest quoted, Reservation reservation, ChatClient client, AnswerTape tape) {
    CallMeter meter = new CallMeter(quoted.quote(), salts.of(reservation.callId()));
    Running running = new Running(reservation, meter, client, tape);
    client.recordOn(tape);
    end(running, relay(quoted, running));
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

  private RelayedAnswer<LastPart> relay(QuotedRequest quoted, Running call) {
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
      return new RelayedAnswer.Cut<>("The gateway failed.");
    }
  }

  private void end(Running call, RelayedAnswer<LastPart> answer) {
    try {
      switch (answer) {
        case RelayedAnswer.Complete<LastPart>(LastPart last) -> finish(call, last);
        case RelayedAnswer.Cut<LastPart>(String reason) -> cut(call, reason);
        case RelayedAnswer.Nothing<LastPart>(ApiException why) -> {
          ledger.release(call.reservation());
          call.client().fail(why);
        }
      }
    } catch (RuntimeException e) {
      // The lease is not kept any more: the sweeper ends the call by its last checkpoint.
      LOG.error("call {} could not be ended here", call.reservation().callId(), e);
      call.client().fail(CallRefusals.ledgerAway());
    }
  }

  /** The charge is final before the last event leaves: an answer seen as complete is paid for. */
  private void finish(Running call, LastPart last) {
    Delivery delivered = call.meter().delivered().orElseThrow();
    ChatUsage usage = last.usage().withCost(call.reservation().cost(delivered));
    List<String> rest = call.client().rest(last.chunk(), usage);
    rest.forEach(call.tape()::record);
    switch (leases.charge(call.reservation(), delivered, call.tape().next())) {
      case ChargeOutcome.Charged charged -> {
        try {
          call.client().finish(rest);
        } catch (ClientGone e) {
          LOG.info("call {}: the client left at the last event", charged.callId());
        }
      }
      case ChargeOutcome.LeaseLost lost ->
          call.client().fail(CallRefusals.cut("Another gateway ended this call."));
    }
  }

  private void cut(Running call, String reason) {
    Optional<Delivery> delivered = call.delivered();
    if (delivered.isPresent()) {
      ledger.charge(call.reservation(), delivered.get(), Ending.PARTIAL, call.tape().next());
    } else {
      ledger.release(call.reservation());
    }
    call.client().fail(CallRefusals.cut(reason));
  }
}
