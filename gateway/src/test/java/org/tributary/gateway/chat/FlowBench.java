package org.tributary.gateway.chat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKeyId;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.asset.ModelOffer;
import org.tributary.gateway.call.Call;
import org.tributary.gateway.call.CallAdmission;
import org.tributary.gateway.call.CallRefusals;
import org.tributary.gateway.call.PaidCalls;
import org.tributary.gateway.call.Priced;
import org.tributary.gateway.call.Product;
import org.tributary.gateway.call.WorkerTries;
import org.tributary.gateway.error.ApiException;
import org.tributary.gateway.idempotency.IdempotencyConfig;
import org.tributary.gateway.idempotency.Repeats;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.ExposureGuard;
import org.tributary.gateway.payment.LeaseKeeper;
import org.tributary.gateway.payment.Payer;
import org.tributary.gateway.payment.PaymentConfig;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.prompt.PromptCount;
import org.tributary.gateway.receipt.ReceiptSalts;
import org.tributary.gateway.routing.WorkerSelector;
import org.tributary.gateway.routing.WorkerSource;
import org.tributary.gateway.x402.X402Headers;

/** A chat flow with everything around it faked: a prompt's model-token costs 1, an answer's 2. */
final class FlowBench {
  static final ChatConfig CONFIG =
      new ChatConfig(8, 100, 3, 10, Duration.ofSeconds(5), Duration.ofMinutes(1));
  static final ReceiptSalts SALTS = new ReceiptSalts(new byte[32]);
  static final Prices PRICES = new Prices(Prices.PER, Prices.PER, 2 * Prices.PER, 0);
  static final PromptCount PROMPT = new PromptCount(34, PromptCount.Certainty.AT_MOST);
  static final ChannelId CHANNEL = Calls.channel(7, 1);
  static final AccountId ACCOUNT = new AccountId("acct_07" + "0".repeat(30));
  private static final CallContext SAMPLE = Calls.call(CHANNEL, ACCOUNT, new Random(1));
  static final ModelOffer OFFER =
      new ModelOffer(SAMPLE.model(), PRICES, SAMPLE.terms(), 20_779, 2, SAMPLE.ancestors(), "");

  static {
    // Failures are what is played here: their stack traces would bury a real one.
    ((Logger) LoggerFactory.getLogger(ChatFlow.class)).setLevel(Level.OFF);
  }

  final FakeLedger ledger = new FakeLedger();
  final ScriptedWorkers workers = new ScriptedWorkers();
  WorkerSource source = workers::live;
  ExposureGuard exposure = ExposureGuard.UNLIMITED;
  Clock leaseClock = Clock.systemUTC();
  ChatClient.@Nullable Opening opening;

  FlowBench worker(int number, ScriptedWorkers.Step... script) {
    workers.with(number, OFFER.name(), OFFER.contentHash(), script);
    return this;
  }

  /** Serves one call to the end. */
  void serve(FakeClient client) {
    ChatClient.Opening to = opening;
    flow().serve(call(), to == null ? (context, request) -> client : to);
  }

  private ChatFlow flow() {
    PaymentConfig payment =
        new PaymentConfig(
            Duration.ofSeconds(5),
            Duration.ofMillis(5),
            Duration.ofSeconds(1),
            1,
            Duration.ofHours(1),
            Duration.ofMinutes(5));
    SecureRandom random = new SecureRandom();
    Repeats repeats =
        new Repeats(
            ledger, new IdempotencyConfig(100_000, Duration.ofSeconds(1), Duration.ofMillis(5)));
    ChatRelay relay =
        new ChatRelay(
            new WorkerTries(new WorkerSelector(() -> source.live(), random)),
            workers,
            CONFIG,
            Clock.systemUTC());
    return new ChatFlow(
        new PaidCalls(
            payers(), SAMPLE.gateway(), exposure, repeats, SALTS, Clock.systemUTC(), random),
        new ChatQuotes(
            new ChatRequestReader(new ObjectMapper()),
            name -> name.equals(OFFER.name()) ? Optional.of(OFFER) : Optional.empty(),
            (offer, messages) -> PROMPT,
            CONFIG),
        ledger,
        new LeaseKeeper(ledger, payment, leaseClock),
        repeats,
        relay,
        SALTS);
  }

  private static CallAdmission payers() {
    Payer payer =
        new Payer(
            new Account(ACCOUNT, CHANNEL, null, 0, 0, "test", Instant.EPOCH),
            new Authority.AccessKey(new AccessKeyId("key_AAAAAAAAAAAA"), "", OFFER.name(), 1));
    return new CallAdmission() {
      @Override
      public Payer admit(Call call, Priced priced) {
        return payer;
      }

      @Override
      public ApiException refused(
          Call call, Priced priced, Payer payer, ReserveOutcome.Refused refused) {
        return CallRefusals.cannotPay(refused, priced);
      }

      @Override
      public ApiException notPriced(Call call, Product product, ApiException why) {
        return why;
      }
    };
  }

  private static Call call() {
    String body =
        """
        {"model":"%s","messages":[{"role":"user","content":"Hi"}]}
        """
            .formatted(OFFER.name());
    return new Call(
        "http://localhost",
        ChatController.PATH,
        null,
        null,
        null,
        null,
        X402Headers.NONE,
        body.getBytes(StandardCharsets.UTF_8));
  }
}
