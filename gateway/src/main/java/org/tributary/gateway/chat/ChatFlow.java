package org.tributary.gateway.chat;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.receipt.CallId;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Admissions;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.chat.ChatClient.ClientGone;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.ChargeOutcome;
import org.tributary.gateway.payment.Delivery;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.LeaseKeeper;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.relay.WorkerLine;
import org.tributary.models.openai.ChatRequest;

/** The way of one chat call, from the payer's request to the charge. */
@Singleton
final class ChatFlow {
  private static final Logger LOG = LoggerFactory.getLogger(ChatFlow.class);

  private final Admissions admissions;
  private final ChatRequestReader reader;
  private final AssetCatalogue catalogue;
  private final CallContext.Gateway gateway;
  private final ChannelLedger ledger;
  private final LeaseKeeper leases;
  private final ChatRelay relay;
  private final ChatConfig config;
  private final Clock clock;
  private final SecureRandom random;

  ChatFlow(
      Admissions admissions,
      ChatRequestReader reader,
      AssetCatalogue catalogue,
      CallContext.Gateway gateway,
      ChannelLedger ledger,
      LeaseKeeper leases,
      ChatRelay relay,
      ChatConfig config,
      Clock clock,
      SecureRandom random) {
    this.admissions = admissions;
    this.reader = reader;
    this.catalogue = catalogue;
    this.gateway = gateway;
    this.ledger = ledger;
    this.leases = leases;
    this.relay = relay;
    this.config = config;
    this.clock = clock;
    this.random = random;
  }

  /** What the payer sent: the Authorization header and the body. */
  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Call(@Nullable String authorization, byte[] body) {}

  /**
   * Admits the payer, reserves the ceiling, relays the answer, and on every ending charges what was
   * delivered.
   *
   * @throws ApiException when the call ends before anything was delivered; nothing is charged then
   */
  void serve(Call call, ChatClient.Opening opening) {
    Account account = admissions.require(call.authorization());
    ChatRequest request = reader.read(call.body());
    ModelOffer offer = offerFor(request);
    ChatQuote quote = ChatQuote.of(request, offer.prices(), config);
    Reservation reservation = reserve(account, offer, quote);
    CallMeter meter = new CallMeter(quote);
    ChatClient client = opening.open(reservation.callId(), request);
    RelayedAnswer answer;
    try (WorkerLine line = new WorkerLine();
        LeaseKeeper.KeptLease lease =
            leases.keep(reservation, () -> checkpoint(client, meter), line::cut)) {
      client.onGone(line::cut);
      answer = relay.relay(request.forWorker(quote.maxAnswer()), offer, meter, line, client);
    } catch (RuntimeException e) {
      LOG.error("call {} failed", reservation.callId(), e);
      answer = new RelayedAnswer.Cut("The gateway failed.");
    }
    end(reservation, answer, meter, client);
  }

  private ModelOffer offerFor(ChatRequest request) {
    String model = Objects.requireNonNull(request.model());
    return catalogue.modelByName(model).orElseThrow(() -> ChatRefusals.unknownModel(model));
  }

  private Reservation reserve(Account account, ModelOffer offer, ChatQuote quote) {
    CallContext context =
        new CallContext(
            CallId.random(account.channel().partition(), random),
            account.id(),
            account.channel(),
            offer.model(),
            offer.prices(),
            offer.terms(),
            gateway,
            offer.ancestors(),
            clock.instant());
    return switch (ledger.reserve(new Reserve(context, quote.ceiling()))) {
      case ReserveOutcome.Reserved(Reservation reservation) -> reservation;
      case ReserveOutcome.Refused(ReserveOutcome.Reason reason) ->
          throw ChatRefusals.cannotPay(reason, quote.ceiling());
    };
  }

  /**
   * What a crash right now would leave delivered: nothing, of an answer that is sent as a whole.
   */
  private static Optional<Delivery> checkpoint(ChatClient client, CallMeter meter) {
    return client.deliversAsItComes() ? meter.delivered() : Optional.empty();
  }

  private void end(
      Reservation reservation, RelayedAnswer answer, CallMeter meter, ChatClient client) {
    switch (answer) {
      case RelayedAnswer.Complete complete -> finish(reservation, complete, meter, client);
      case RelayedAnswer.Cut cut -> cut(reservation, cut, meter, client);
      case RelayedAnswer.Nothing nothing -> {
        ledger.release(reservation);
        throw nothing.why();
      }
    }
  }

  /** The charge is final before the last event leaves: an answer seen as complete is paid for. */
  private void finish(
      Reservation reservation,
      RelayedAnswer.Complete complete,
      CallMeter meter,
      ChatClient client) {
    Delivery delivered = meter.delivered().orElseThrow();
    switch (ledger.charge(reservation, delivered, Ending.COMPLETE)) {
      case ChargeOutcome.Charged charged -> {
        try {
          client.finish(complete.last(), complete.usage().withCost(charged.charge()));
        } catch (ClientGone e) {
          LOG.info("call {}: the client left at the last event", reservation.callId());
        }
      }
      case ChargeOutcome.LeaseLost lost ->
          client.cut(ChatRefusals.cut("Another gateway ended this call."));
    }
  }

  private void cut(
      Reservation reservation, RelayedAnswer.Cut cut, CallMeter meter, ChatClient client) {
    Optional<Delivery> delivered = checkpoint(client, meter).filter(d -> meter.anything());
    if (delivered.isEmpty()) {
      ledger.release(reservation);
      throw ChatRefusals.cutBeforeAnswer(cut.reason());
    }
    ledger.charge(reservation, delivered.get(), Ending.PARTIAL);
    client.cut(ChatRefusals.cut(cut.reason()));
  }
}
