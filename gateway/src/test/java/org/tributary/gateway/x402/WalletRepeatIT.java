package org.tributary.gateway.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.deposit.FakeDepositChain;
import org.tributary.gateway.harness.Chunks;
import org.tributary.gateway.harness.FakeWorker;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/** A wallet's call that is sent again: answered alike, told of its payment, and charged once. */
@Timeout(60)
@ExtendWith(RealRedis.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WalletRepeatIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long CEILING = 54;
  private static final long COST = 7;

  private final FakeWorker worker = new FakeWorker();
  private final TestGateway gateway;
  private final FakeDepositChain chain;
  private SigningKey payer = SigningKey.random();

  WalletRepeatIT(URI redis) {
    gateway = new TestGateway(redis, Map.of("tributary.test.deposit-chain", "fake"));
    chain = gateway.bean(FakeDepositChain.class);
  }

  @AfterAll
  void stop() {
    gateway.close();
    worker.close();
  }

  @BeforeEach
  void open() throws Exception {
    payer = SigningKey.random();
    chain.deposits.set(0);
    gateway.announce(worker);
    worker.requests.clear();
    worker.streams(
        Chunks.text("Hel", 3, 1), Chunks.text("lo", 3, 2), Chunks.last(3, 2), Chunks.usage(3, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void newVoucher_paysNothingMore(String more) throws Exception {
    chain.fund(new TestPayment(payer).channel(), 20_000);
    HttpResponse<String> first = pay(new TestPayment(payer), more);
    HttpResponse<String> again = pay(new TestPayment(payer).max(COST + CEILING), more);

    assertRepeats(first, again);
    assertTold(again, 0, COST);
    assertEquals(20_000, channel().deposit());
  }

  /** As a program does whose answer was lost on its way: it has counted nothing. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",\"stream\":true"})
  void samePayment_isCountedThen(String more) throws Exception {
    TestPayment payment = new TestPayment(payer).depositing(10_000);
    HttpResponse<String> first = pay(payment, more);
    HttpResponse<String> again = pay(payment, more);

    assertRepeats(first, again);
    assertTold(again, COST, COST);
    assertEquals(1, chain.deposits.get());
    assertEquals(10_000, channel().deposit());
  }

  @Test
  void samePaymentLongAfter_needsNoDepositAnyMore() throws Exception {
    HttpResponse<String> first = pay(new TestPayment(payer).depositing(10_000), "");
    TestPayment ended = new TestPayment(payer).depositing(10_000);
    ended.validBefore = Instant.now().minusSeconds(1).truncatedTo(ChronoUnit.SECONDS);

    assertRepeats(first, pay(ended, ""));
    assertEquals(1, chain.deposits.get());
  }

  @Test
  void payerFarBehind_isToldNoMoreThanItOffered() throws Exception {
    chain.fund(new TestPayment(payer).channel(), 20_000);
    pay(new TestPayment(payer), "");
    for (int call = 1; call <= 8; call++) {
      String header = new TestPayment(payer).max(call * COST + CEILING).header();
      assertEquals(200, ask(header, "k-" + call, "").statusCode());
    }

    assertTold(pay(new TestPayment(payer), ""), CEILING, CEILING);
    assertEquals(9 * COST, channel().charged());
  }

  @Test
  void answerThatIsGone_isTold() throws Exception {
    chain.fund(new TestPayment(payer).channel(), 20_000);
    pay(new TestPayment(payer), "");
    Redis redis = gateway.bean(Redis.class);
    redis.commands().keys("*:answer:*").forEach(key -> redis.commands().del(key));
    HttpResponse<String> again = pay(new TestPayment(payer), "");

    assertEquals(409, again.statusCode(), again.body());
    assertTold(again, COST, COST);
  }

  private void assertRepeats(HttpResponse<String> first, HttpResponse<String> again) {
    assertEquals(200, first.statusCode(), first.body());
    assertEquals(200, again.statusCode(), again.body());
    assertEquals("complete", again.headers().firstValue("X-Tributary-Replayed").orElseThrow());
    assertEquals(first.body(), again.body());
    assertEquals(1, worker.requests.size());
    assertEquals(COST, channel().charged());
    assertEquals(0, channel().reserved());
  }

  private static void assertTold(HttpResponse<String> answer, long charged, long counted)
      throws Exception {
    String header = answer.headers().firstValue("PAYMENT-RESPONSE").orElseThrow();
    JsonNode settled = JSON.readTree(Base64.getDecoder().decode(header));
    assertEquals("", settled.get("amount").asText());
    assertEquals("", settled.get("transaction").asText());
    assertEquals(Long.toString(charged), settled.at("/extra/chargedAmount").asText());
    assertEquals(
        Long.toString(counted), settled.at("/extra/channelState/chargedCumulativeAmount").asText());
  }

  private Channel channel() {
    return gateway.bean(Channels.class).find(new TestPayment(payer).channel()).orElseThrow();
  }

  private HttpResponse<String> pay(TestPayment payment, String more) throws Exception {
    return ask(payment.header(), "k", more);
  }

  private HttpResponse<String> ask(String payment, String key, String more) throws Exception {
    return gateway.send(
        gateway.request(
            "/v1/chat/completions",
            TestGateway.chat(",\"max_tokens\":10" + more),
            null,
            "PAYMENT-SIGNATURE",
            payment,
            "Idempotency-Key",
            key));
  }
}
