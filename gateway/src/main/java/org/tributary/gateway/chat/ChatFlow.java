package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.chat.ChatClient.ClientGone;
import org.tributary.gateway.chat.ChatQuotes.QuotedRequest;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.LeaseKeeper;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.relay.WorkerLine;

/** The way of one chat call, from the payer's request to the charge. */
@Singleton
final class ChatFlow {
  private static final Logger LOG = LoggerFactory.getLogger(ChatFlow.class);

  private final PayerAdmission payers;
  private final ChatQuotes quotes;
  private final CallContext.Gateway gateway;
  private final ChannelLedger ledger;
  private final LeaseKeeper leases;
  private final ChatRelay relay;
  private final Clock clock;
  private final SecureRandom random;

  ChatFlow(
      PayerAdmission payers,
      ChatQuotes quotes,
      CallContext.Gateway gateway,
      ChannelLedger ledger,
      LeaseKeeper leases,
      ChatRelay relay,
      Clock clock,
      SecureRandom random) {
    this.payers = payers;
    this.quotes = quotes;
    this.gateway = gateway;
    this.ledger = ledger;
    this.leases = leases;
    this.relay = relay;
    this.clock = clock;
    this.random = random;
  }

  /** What the payer sent: where to, the Authorization header and the body. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Call(String url, @Nullable String authorization, byte[] body) {}

  /**
   * Quotes the call, admits the payer, reserves the ceiling, relays the answer, and on every ending
   * charges what was delivered. From the reservation on, the client is told of every ending itself.
   *
   * @throws ApiException when the call is refused before anything is reserved
   */
  void serve(Call call, ChatClient.Opening opening) {
    QuotedRequest quoted = quote(call);
    Payer payer = payers.admit(call, quoted);
    CallContext context = context(payer.account(), quoted.offer());
    ChatClient client = opening.open(context.callId(), quoted.request());
    CallMeter meter = new CallMeter(quoted.quote());
    Reservation reservation = reserve(context, quoted.quote(), payer.authority());
    RelayedAnswer answer = relay(quoted, reservation, meter, client);
    end(reservation, answer, meter, client);
  }

  private QuotedRequest quote(Call call) {
    try {
      return quotes.quote(call.body());
    } catch (ApiException why) {
      throw payers.notPriced(call, why);
    }
  }

  private CallContext context(Account payer, ModelOffer offer) {
    return new CallContext(
        CallId.random(payer.channel().partition(), random),
        payer.id(),
        payer.channel(),
        offer.model(),
        offer.prices(),
        offer.terms(),
        gateway,
        offer.ancestors(),
        clock.instant());
  }

  private Reservation reserve(CallContext context, ChatQuote quote, Authority authority) {
    return switch (ledger.reserve(new Reserve(context, quote.ceiling(), authority))) {
      case ReserveOutcome.Reserved(Reservation reservation) -> reservation;
      case ReserveOutcome.Refused(ReserveOutcome.Reason reason) ->
          throw ChatRefusals.cannotPay(reason, quote.ceiling());
    };
  }

  private RelayedAnswer relay(
      QuotedRequest quoted, Reservation reservation, CallMeter meter, ChatClient client) {
    try (WorkerLine line = new WorkerLine();
        LeaseKeeper.KeptLease lease =
            leases.keep(reservation, () -> delivered(client, meter), line::cut)) {
      client.onGone(line::cut);
      return relay.relay(
          quoted
              .request()
              .forWorker(quoted.quote().maxAnswer(), reservation.context().account().pseudonym()),
          quoted.offer(),
          meter,
          line,
          client);
    } catch (RuntimeException e) {
      LOG.error("call {} failed", reservation.callId(), e);
      return new RelayedAnswer.Cut("The gateway failed.");
    }
  }

  /** What has left for the client: nothing yet, of an answer that is sent as a whole. */
  private static Optional<Delivery> delivered(ChatClient client, CallMeter meter) {
    return client.hasReceived() ? meter.delivered() : Optional.empty();
  }

  private void end(
      Reservation reservation, RelayedAnswer answer, CallMeter meter, ChatClient client) {
    try {
      switch (answer) {
        case RelayedAnswer.Complete complete -> finish(reservation, complete, meter, client);
        case RelayedAnswer.Cut cut -> cut(reservation, cut, meter, client);
        case RelayedAnswer.Nothing nothing -> {
          ledger.release(reservation);
          client.fail(nothing.why());
        }
      }
    } catch (RuntimeException e) {
      // The lease is not kept any more: the sweeper ends the call by its last checkpoint.
      LOG.error("call {} could not be ended here", reservation.callId(), e);
      client.fail(ChatRefusals.ledgerAway());
    }
  }

  /** The charge is final before the last event leaves: an answer seen as complete is paid for. */
  private void finish(
      Reservation reservation,
      RelayedAnswer.Complete complete,
      CallMeter meter,
      ChatClient client) {
    switch (ledger.charge(reservation, meter.delivered().orElseThrow(), Ending.COMPLETE)) {
      case ChargeOutcome.Charged charged -> {
        try {
          client.finish(complete.last(), complete.usage().withCost(charged.charge()));
        } catch (ClientGone e) {
          LOG.info("call {}: the client left at the last event", reservation.callId());
        }
      }
      case ChargeOutcome.LeaseLost lost ->
          client.fail(ChatRefusals.cut("Another gateway ended this call."));
    }
  }

  private void cut(
      Reservation reservation, RelayedAnswer.Cut cut, CallMeter meter, ChatClient client) {
    Optional<Delivery> delivered = delivered(client, meter);
    if (delivered.isPresent()) {
      ledger.charge(reservation, delivered.get(), Ending.PARTIAL);
    } else {
      ledger.release(reservation);
    }
    client.fail(ChatRefusals.cut(cut.reason()));
  }
}
