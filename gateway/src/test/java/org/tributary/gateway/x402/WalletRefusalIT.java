package org.tributary.gateway.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.FakeDepositChain;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.redis.RealRedis;

/** Each thing that can be wrong with a payment has its own code, and costs its payer nothing. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalletRefusalIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BODY = TestGateway.chat(",\"max_tokens\":10");
  private static final long CEILING = 54;
  private static final long FUNDS = 20_000;
  private static final int MOVES = 3;

  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;
  private final FakeDepositChain chain;
  private SigningKey payer = SigningKey.random();

  WalletRefusalIT(URI redis) {
    gateway =
        new TestGateway(
            redis,
            Map.of(
                "tributary.test.deposit-chain",
                "fake",
                "tributary.funding.moves-per-day",
                MOVES,
                "tributary.deposit.native-coin-price",
                1_000_000));
    chain = gateway.bean(FakeDepositChain.class);
  }

  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @BeforeEach
  void open() throws Exception {
    chain.away = false;
    chain.refusing = false;
    chain.depositCostWei = BigInteger.ZERO;
    chain.deposits.set(0);
    payer = SigningKey.random();
    gateway.announce(worker);
    worker.streams(
        Chunks.text("Hel", 3, 1), Chunks.text("lo", 3, 2), Chunks.last(3, 2), Chunks.usage(3, 2));
  }

  @Test
  void everyWrongPayment_hasItsCodeAndChangesNothing() throws Exception {
    fund();
    assertEquals(200, pay(new TestPayment(payer)).statusCode());
    Channel before = channel();

    refused(402, "payment_scheme_unsupported", it -> it.scheme = "exact");
    refused(402, "payment_version_unsupported", it -> it.version = 1);
    refused(402, "payment_network_mismatch", it -> it.network = "eip155:1");
    refused(402, "payment_asset_mismatch", it -> it.asset = Calls.address(9));
    refused(402, "payment_asset_mismatch", it -> it.erc20 = Calls.address(9));
    refused(402, "payment_receiver_mismatch", it -> it.payTo = Calls.address(9));
    refused(402, "payment_receiver_mismatch", it -> it.receiver = Calls.address(9));
    refused(402, "payment_authorizer_mismatch", it -> it.receiverAuthorizer = Calls.address(9));
    refused(
        402,
        "payment_withdraw_delay_mismatch",
        it -> it.withdrawDelay = it.withdrawDelay.minusSeconds(1));
    refused(402, "voucher_channel_mismatch", it -> it.voucherChannel = Calls.channel(1, 1));
    refused(402, "voucher_signature_invalid", it -> it.signer = SigningKey.random());
    refused(402, "voucher_signature_invalid", it -> it.domainChain = 1);
    refused(402, "voucher_stale", it -> it.max(CEILING));
    refused(402, "voucher_stale", it -> it.max(7 + CEILING - 1));
    refused(402, "voucher_stale", it -> it.amount = 200);
    refused(400, "payment_amount_out_of_range", it -> it.maxClaimable = "9223372036854775808");
    refused(
        400,
        "payment_amount_out_of_range",
        it -> it.maxClaimable = BigInteger.TWO.pow(128).toString());
    refused(402, "payment_type_unsupported", it -> it.type = "refund");
    refused(402, "deposit_too_small", it -> it.depositing(9_999));
    refused(
        402,
        "deposit_signature_invalid",
        it -> {
          it.depositing(10_000);
          it.depositor = SigningKey.random();
        });
    refused(
        402,
        "deposit_not_valid_now",
        it -> {
          it.depositing(10_000);
          it.validBefore = Instant.now();
        });
    refused(
        402,
        "deposit_not_valid_now",
        it -> {
          it.depositing(10_000);
          it.validAfter = Instant.now().plusSeconds(30);
        });
    chain.refusing = true;
    refused(402, "deposit_failed", it -> it.depositing(10_000));
    chain.refusing = false;
    // A millionth of a coin, worth a base unit, for each unit of the deposit and one more.
    chain.depositCostWei = BigInteger.TEN.pow(12).multiply(BigInteger.valueOf(10_001));
    refused(402, "deposit_too_small", it -> it.depositing(10_000));

    assertEquals(before, channel());
    assertEquals(0, chain.deposits.get());
  }

  @Test
  void malformedHeaders_areRefused() throws Exception {
    assertRefused(400, "payment_malformed", pay("not base64!"));
    assertRefused(400, "payment_malformed", pay(TestPayment.base64("{\"x402Version\":2")));
    assertRefused(
        400, "payment_malformed", pay(TestPayment.base64("{\"x402Version\":2,\"x402Version\":2}")));
    assertRefused(431, "payment_header_too_large", pay("A".repeat(6_001)));
    assertEquals(4, pay("A".repeat(50_000)).statusCode() / 100);
  }

  @Test
  void firstVersion_isToldWhatIsAccepted() throws Exception {
    HttpResponse<String> answer = send(request().header("X-PAYMENT", "e30=").build());

    assertRefused(402, "payment_version_unsupported", answer);
    assertEquals("batch-settlement", required(answer).at("/accepts/0/scheme").asText());
  }

  @Test
  void unfundedAndExhaustedChannels_areToldApart() throws Exception {
    assertRefused(402, "channel_unfunded", pay(new TestPayment(payer)));
    chain.fund(new TestPayment(payer).channel(), CEILING - 1);
    assertRefused(402, "insufficient_balance", pay(new TestPayment(payer)));
  }

  @Test
  void staleVoucher_isSetRight() throws Exception {
    fund();
    String signed = new TestPayment(payer).header();
    pay(signed);
    JsonNode state = required(pay(signed)).at("/accepts/0/extra");

    assertEquals("7", state.at("/channelState/chargedCumulativeAmount").asText());
    assertEquals(Long.toString(FUNDS), state.at("/channelState/balance").asText());
    assertEquals("54", state.at("/voucherState/signedMaxClaimable").asText());
    assertEquals(
        JSON.readTree(Base64.getDecoder().decode(signed)).at("/payload/voucher/signature"),
        state.at("/voucherState/signature"));
    assertEquals(200, pay(new TestPayment(payer).max(7 + CEILING)).statusCode());
    assertEquals(14, channel().charged());
  }

  /** Whoever finds a voucher in a claim has a good signature, and may spend nothing with it. */
  @Test
  void usedVoucher_paysNoSecondCall() throws Exception {
    fund();
    assertEquals(200, pay(new TestPayment(payer).max(500)).statusCode());
    HttpResponse<String> again = pay(new TestPayment(payer).max(500));

    assertRefused(402, "voucher_used", again);
    assertEquals(
        "invalid_batch_settlement_evm_cumulative_amount_mismatch",
        required(again).get("error").asText());
    assertEquals("7", counted(again));
    assertEquals(7, channel().charged());
    assertEquals(200, pay(new TestPayment(payer).max(7 + CEILING)).statusCode());
  }

  @Test
  void correction_leadsPastWhatWasUsed() throws Exception {
    fund();
    assertEquals(200, pay(new TestPayment(payer).max(7 + CEILING)).statusCode());
    HttpResponse<String> again = pay(new TestPayment(payer).max(7 + CEILING));

    assertRefused(402, "voucher_used", again);
    assertEquals("8", counted(again));
    assertEquals(200, pay(new TestPayment(payer).max(8 + CEILING)).statusCode());
  }

  /** Told nothing, its program would sign the same voucher again. */
  @Test
  void failedCall_leadsItsPayerOn() throws Exception {
    fund();
    worker.answers(response -> response.status(500).send());
    HttpResponse<String> failed = pay(new TestPayment(payer));

    assertEquals(5, failed.statusCode() / 100, failed.body());
    assertEquals("1", settled(failed).at("/extra/chargedAmount").asText());
    assertEquals(0, channel().charged());
  }

  private static String counted(HttpResponse<String> refused) throws Exception {
    return required(refused).at("/accepts/0/extra/channelState/chargedCumulativeAmount").asText();
  }

  @Test
  void streamsPayer_learnsTheRealChargeAtItsEnd() throws Exception {
    fund();
    HttpResponse<String> answer =
        send(
            gateway.request("/v1/chat/completions", TestGateway.chat(",\"stream\":true"), null),
            new TestPayment(payer).max(5_000).header());

    JsonNode settled = settled(answer);
    // At its head only the ceiling is known; the payer's own count was 4 946, and must move on.
    assertEquals("1", settled.at("/extra/chargedAmount").asText());
    assertEquals("4947", settled.at("/extra/channelState/chargedCumulativeAmount").asText());
    assertTrue(answer.body().contains("\"cost\":\"7\""), answer.body());
    assertEquals(7, channel().charged());
  }

  @Test
  void sameDepositSentOftenAtOnce_isBroughtOnce() throws Exception {
    String payment = new TestPayment(payer).depositing(10_000).header();
    List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      calls.add(() -> pay(payment));
    }
    int served = 0;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> answer : callers.invokeAll(calls)) {
        served += answer.get().statusCode() == 200 ? 1 : 0;
      }
    }

    assertEquals(1, chain.deposits.get());
    assertEquals(1, served);
    assertEquals(10_000, channel().deposit());
    assertEquals(7, channel().charged());
  }

  @Test
  void deposits_arePaidForSoOftenADay() throws Exception {
    for (int move = 0; move < MOVES; move++) {
      assertEquals(200, pay(deposit(move)).statusCode());
    }

    assertRefused(429, "move_limit_reached", pay(deposit(MOVES)));
    assertEquals(MOVES, chain.deposits.get());
    assertEquals(MOVES * 10_000, channel().deposit());
    payer = SigningKey.random();
    assertEquals(200, pay(deposit(0)).statusCode());
  }

  private TestPayment deposit(int number) {
    TestPayment payment = new TestPayment(payer).max(7L * number + CEILING).depositing(10_000);
    payment.depositSalt = BigInteger.valueOf(number);
    return payment;
  }

  @Test
  void chainAway_onlyWhatMustBeAskedStops() throws Exception {
    fund();
    assertEquals(200, pay(new TestPayment(payer)).statusCode());
    chain.away = true;

    assertEquals(200, pay(new TestPayment(payer).max(500)).statusCode());
    assertRefused(
        503, "chain_unavailable", pay(new TestPayment(payer).max(1_000).depositing(10_000)));
    assertRefused(503, "chain_unavailable", pay(new TestPayment(SigningKey.random())));
  }

  @Test
  void get_tellsTheTermsAndTakesRefundsOnly() throws Exception {
    HttpRequest.Builder get =
        HttpRequest.newBuilder(URI.create(gateway.server.getURI() + "/v1/chat/completions"));
    HttpResponse<String> terms = gateway.send(get.build());

    assertEquals(402, terms.statusCode());
    assertEquals("1000", required(terms).at("/accepts/0/amount").asText());
    String voucher = new TestPayment(payer).header();
    assertRefused(
        402,
        "payment_type_unsupported",
        gateway.send(get.header("PAYMENT-SIGNATURE", voucher).build()));
  }

  private void refused(int status, String code, Consumer<TestPayment> wrong) throws Exception {
    TestPayment payment = new TestPayment(payer).max(7 + CEILING);
    wrong.accept(payment);
    assertRefused(status, code, pay(payment));
  }

  private static void assertRefused(int status, String code, HttpResponse<String> answer)
      throws Exception {
    assertEquals(code, JSON.readTree(answer.body()).at("/error/code").asText(), answer.body());
    assertEquals(status, answer.statusCode());
    assertEquals("batch-settlement", required(answer).at("/accepts/0/scheme").asText());
  }

  private void fund() {
    chain.fund(new TestPayment(payer).channel(), FUNDS);
  }

  private Channel channel() {
    return gateway.bean(Channels.class).find(new TestPayment(payer).channel()).orElseThrow();
  }

  private HttpResponse<String> pay(TestPayment payment) throws Exception {
    return pay(payment.header());
  }

  private HttpResponse<String> pay(String header) throws Exception {
    return send(request().header("PAYMENT-SIGNATURE", header).build());
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(
        gateway.request("/v1/chat/completions", BODY, null), (n, v) -> true);
  }

  private HttpResponse<String> send(HttpRequest request, String payment) throws Exception {
    return send(
        HttpRequest.newBuilder(request, (n, v) -> true)
            .header("PAYMENT-SIGNATURE", payment)
            .build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return gateway.send(request);
  }

  private static JsonNode required(HttpResponse<String> answer) throws Exception {
    return decoded(answer, "PAYMENT-REQUIRED");
  }

  private static JsonNode settled(HttpResponse<String> answer) throws Exception {
    return decoded(answer, "PAYMENT-RESPONSE");
  }

  private static JsonNode decoded(HttpResponse<String> answer, String header) throws Exception {
    return JSON.readTree(
        Base64.getDecoder().decode(answer.headers().firstValue(header).orElseThrow()));
  }
}
