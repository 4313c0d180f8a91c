package org.tributary.gateway.x402;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.x402.WalletStack.Wallet;

/** The stock x402 client, unmodified, pays for calls over a real chain. */
@Timeout(180)
@ExtendWith(RealRedis.class)
class WalletClientIT {
  private static final String MISMATCH = "invalid_batch_settlement_evm_cumulative_amount_mismatch";
  private static final Wallet PLAIN = new Wallet(0, true);
  private static final Wallet NO_RPC = new Wallet(0, false);

  /** 3 model-tokens read at 1, 2 written at 2. */
  private static final long COST = 7;

  private static final long CEILING = 54;

  /** Pixels and steps at 1 each. */
  private static final long IMAGE_COST = 64 * 64 * WalletStack.IMAGE_STEPS;

  private URI redis;
  private WalletStack stack;

  @BeforeEach
  void start(URI uri) throws Exception {
    redis = uri;
    stack = new WalletStack(uri, Map.of());
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void callsAndStreams_alternate() throws Exception {
    List<JsonNode> answers = stack.play(Map.of("a", PLAIN), alternating("a", 40));

    assertAllServed(answers);
    assertCharged(PLAIN, 40 * COST);
    // One deposit, by a transaction that the gateway sent and paid.
    assertEquals(66, answers.getFirst().at("/settled/transaction").asText().length());
    assertEquals(BigInteger.valueOf(10_000), stack.onChain(PLAIN).balance());
    answers.forEach(answer -> assertEquals("7", answer.get("cost").asText()));
    // Each pays at its second try, after the 402 that told the price; none needs a third.
    answers.forEach(answer -> assertEquals(2, answer.get("answers").size(), answer.toString()));
  }

  @Test
  void clientWithoutRpc_pays_alsoWhenItTopsUp() throws Exception {
    stack.close();
    stack = new WalletStack(redis, Map.of("tributary.terms.min-deposit", 100));
    List<JsonNode> answers = stack.play(Map.of("a", NO_RPC), alternating("a", 40));

    assertAllServed(answers);
    assertCharged(NO_RPC, 40 * COST);
    long deposits =
        answers.stream()
            .filter(answer -> !answer.at("/settled/transaction").asText().isEmpty())
            .count();
    assertTrue(deposits >= 3 && deposits <= 5, deposits + " deposits");
    assertEquals(BigInteger.valueOf(100 * deposits), stack.onChain(NO_RPC).balance());
  }

  @Test
  void repeatedCall_isAnsweredAgainAndCostsNothing() throws Exception {
    List<JsonNode> answers =
        stack.play(
            Map.of("a", NO_RPC),
            List.of(
                List.of("a:call=k-1"),
                List.of("a:call=k-1"),
                List.of("a:stream=k-2"),
                List.of("a:stream=k-2"),
                List.of("a:call=k-1"),
                List.of("a:call")));

    assertAllServed(answers);
    assertCharged(NO_RPC, 3 * COST);
    for (int repeat : List.of(1, 3, 4)) {
      JsonNode answer = answers.get(repeat);
      assertEquals("complete", answer.path("replayed").asText(), answer.toString());
      assertEquals("7", answer.path("cost").asText());
      assertTrue(answer.at("/settled/success").asBoolean(), answer.toString());
    }
    // Nobody lost count: each paid at its second try.
    answers.forEach(answer -> assertEquals(List.of(402, 200), statuses(answer)));
  }

  @Test
  void images_arePaidForFromTheSameChannel() throws Exception {
    List<JsonNode> answers =
        stack.play(
            Map.of("a", NO_RPC),
            List.of(
                List.of("a:draw"),
                List.of("a:call"),
                List.of("a:drawstream"),
                List.of("a:draw=k-1"),
                List.of("a:draw=k-1"),
                List.of("a:stream")));

    assertAllServed(answers);
    for (int image : List.of(0, 2, 3, 4)) {
      assertEquals(Long.toString(IMAGE_COST), answers.get(image).get("cost").asText());
    }
    assertEquals("complete", answers.get(4).path("replayed").asText());
    assertCharged(NO_RPC, 3 * IMAGE_COST + 2 * COST);
    answers.forEach(answer -> assertEquals(List.of(402, 200), statuses(answer)));
  }

  @Test
  void restartedClient_isSetRight() throws Exception {
    List<List<String>> steps = new ArrayList<>(alternating("a", 5));
    steps.add(List.of("a:new"));
    steps.addAll(alternating("a", 5));
    List<JsonNode> answers = stack.play(Map.of("a", PLAIN), steps);

    answers.remove(5);
    assertAllServed(answers);
    assertCharged(PLAIN, 10 * COST);
    assertEquals(List.of(402, 402, 200), statuses(answers.get(5)));
    assertEquals(BigInteger.valueOf(10_000), stack.onChain(PLAIN).balance());
  }

  @Test
  void restartedClientWithoutRpc_isRefusedWithoutADeposit() throws Exception {
    List<JsonNode> answers =
        stack.play(
            Map.of("a", NO_RPC), List.of(List.of("a:call"), List.of("a:new"), List.of("a:call")));

    JsonNode refused = answers.getLast();
    assertEquals(402, refused.get("status").asInt());
    assertEquals("voucher_stale", refused.get("code").asText());
    assertEquals(MISMATCH, refused.at("/required/error").asText());
    assertCharged(NO_RPC, COST);
    assertEquals(BigInteger.valueOf(10_000), stack.onChain(NO_RPC).balance());
  }

  /** As after calls of other sizes: the voucher that would come next has paid before. */
  @Test
  void voucherThatHasPaid_isSteppedOver() throws Exception {
    assertAllServed(stack.play(Map.of("a", PLAIN), List.of(List.of("a:call"))));
    ChannelId channel = stack.channelId(PLAIN);
    ChannelLedger ledger = stack.gateway().bean(ChannelLedger.class);
    CallContext other =
        Calls.paidBy(Calls.call(channel, AccountId.ofChannel(channel), new Random(1)), null);
    SignedVoucher next =
        new Voucher(channel, BigInteger.valueOf(COST + CEILING))
            .sign(stack.payer, SettlementDomain.of(stack.chain.chainId()));
    Authority once = new Authority.SignedVoucher(COST + CEILING, next.signature().text());
    ledger.release(
        assertInstanceOf(ReserveOutcome.Reserved.class, ledger.reserve(new Reserve(other, 1, once)))
            .reservation());

    List<JsonNode> answers =
        stack.play(Map.of("a", PLAIN), List.of(List.of("a:call"), List.of("a:call")));
    assertAllServed(answers);
    assertCharged(PLAIN, 3 * COST);
  }

  @Test
  void twoClientsOnOneChannel_takeTurns() throws Exception {
    List<JsonNode> answers =
        stack.play(
            Map.of("a", PLAIN, "b", PLAIN),
            List.of(
                List.of("a:call"),
                List.of("b:call"),
                List.of("a:stream"),
                List.of("b:call"),
                List.of("a:call")));

    assertAllServed(answers);
    assertCharged(PLAIN, 5 * COST);
    // The one that did not know of the other's call was refused, and recovered.
    assertEquals(List.of(402, 402, 200), statuses(answers.get(2)));
  }

  @Test
  void lanes_payInParallel() throws Exception {
    Map<String, Wallet> lanes =
        IntStream.range(0, 4)
            .boxed()
            .collect(Collectors.toMap(lane -> "lane" + lane, lane -> new Wallet(lane, true)));
    List<String> all = lanes.keySet().stream().map(lane -> lane + ":stream").toList();
    List<JsonNode> answers = stack.play(lanes, List.of(all, all, all));

    assertAllServed(answers);
    lanes.values().forEach(lane -> assertCharged(lane, 3 * COST));
  }

  @Test
  void parallelCallsOnOneChannel_areRefusedCleanlyOrServed() throws Exception {
    List<JsonNode> answers =
        stack.play(
            Map.of("a", PLAIN),
            List.of(
                List.of("a:call"),
                List.of("a:call", "a:call", "a:call", "a:call", "a:call", "a:call"),
                List.of("a:call")));

    long served = answers.stream().filter(answer -> answer.path("status").asInt() == 200).count();
    assertEquals(200, answers.getLast().get("status").asInt(), answers.toString());
    for (JsonNode answer : answers) {
      if (answer.path("status").asInt() != 200) {
        String code = answer.path("code").asText();
        assertTrue(Set.of("voucher_stale", "voucher_used").contains(code), answer.toString());
      }
    }
    assertCharged(PLAIN, served * COST);
  }

  @Test
  void refund_returnsWhatIsLeft_andTheChannelGoesOn() throws Exception {
    BigInteger before = stack.funds();
    List<JsonNode> answers =
        stack.play(
            Map.of("a", PLAIN),
            List.of(
                List.of("a:call"),
                List.of("a:stream"),
                List.of("a:refund=1000"),
                List.of("a:call"),
                List.of("a:refund")));

    assertEquals("1000", answers.get(2).at("/settled/amount").asText(), answers.toString());
    assertEquals("8979", answers.get(4).at("/settled/amount").asText(), answers.toString());
    assertEquals(before.subtract(BigInteger.valueOf(3 * COST)), stack.funds());
    // Claimed and refunded in one transaction: nothing is owed and nothing is left.
    assertEquals(BigInteger.valueOf(3 * COST), stack.onChain(PLAIN).balance());
    assertEquals(BigInteger.valueOf(3 * COST), stack.onChain(PLAIN).totalClaimed());
    assertCharged(PLAIN, 3 * COST);

    assertAllServed(stack.play(Map.of("a", PLAIN), List.of(List.of("a:call"))));
    assertCharged(PLAIN, 4 * COST);
  }

  @Test
  void settlement_claimsByTheStoredVoucher() throws Exception {
    assertAllServed(stack.play(Map.of("a", PLAIN), alternating("a", 3)));
    settle();

    assertEquals(BigInteger.valueOf(3 * COST), stack.onChain(PLAIN).totalClaimed());
    assertCharged(PLAIN, 3 * COST);
  }

  @Test
  void restartedGatewayAndEmptyRedis_loseNothingThatWasClaimed() throws Exception {
    assertAllServed(stack.play(Map.of("a", PLAIN), alternating("a", 3)));
    stack.restartGateway(redis);
    assertAllServed(stack.play(Map.of("a", PLAIN), alternating("a", 3)));
    assertCharged(PLAIN, 6 * COST);

    settle();
    stack.gateway().bean(Redis.class).commands().flushall();
    stack.restartGateway(redis);
    assertAllServed(stack.play(Map.of("a", PLAIN), alternating("a", 3)));
    assertEquals(9 * COST, stack.channel(PLAIN).charged());
    assertEquals(BigInteger.valueOf(10_000), stack.onChain(PLAIN).balance());
  }

  private void settle() throws Exception {
    HttpResponse<String> answer =
        stack
            .gateway()
            .send(
                stack
                    .gateway()
                    .request("/v1/epochs", "", "Bearer " + WalletStack.OPERATOR_ACCESS_KEY));
    assertEquals(200, answer.statusCode(), answer.body());
  }

  private static List<List<String>> alternating(String wallet, int calls) {
    return IntStream.range(0, calls)
        .mapToObj(i -> List.of(wallet + (i % 2 == 0 ? ":call" : ":stream")))
        .toList();
  }

  private static void assertAllServed(List<JsonNode> answers) {
    for (JsonNode answer : answers) {
      assertEquals(200, answer.path("status").asInt(), answer.toString());
    }
  }

  private static List<Integer> statuses(JsonNode answer) {
    List<Integer> statuses = new ArrayList<>();
    answer.get("answers").forEach(status -> statuses.add(status.asInt()));
    return statuses;
  }

  /** In the ledger and by the receipts; never above what the payer signed. */
  private void assertCharged(Wallet wallet, long charged) {
    Channel channel = stack.channel(wallet);
    assertEquals(charged, channel.charged());
    assertEquals(0, channel.reserved());
    assertEquals(channel.deposit(), channel.available() + channel.charged() + channel.setAside());
    long signed = Objects.requireNonNull(channel.voucher()).voucher().maxClaimable().longValue();
    assertTrue(charged <= signed, charged + " charged, " + signed + " signed");
    Redis keys = stack.gateway().bean(Redis.class);
    String partition = String.format("{p%02x}", channel.id().partition());
    long receipts =
        keys.commands().keys(partition + ":receipt:*").stream()
            .filter(key -> keys.commands().hget(key, "channel").equals(channel.id().text()))
            .mapToLong(key -> Long.parseLong(keys.commands().hget(key, "charge")))
            .sum();
    assertEquals(charged, receipts);
  }
}
