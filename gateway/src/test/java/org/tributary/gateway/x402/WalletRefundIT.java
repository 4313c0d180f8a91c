package org.tributary.gateway.x402;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.x402.WalletStack.Wallet;

/** Wallets' refunds by the stock client that are cut off, or meet others: each is paid once. */
@Timeout(180)
@ExtendWith(RealRedis.class)
class WalletRefundIT {
  private static final Wallet PLAIN = new Wallet(0, true);
  private static final long DEPOSIT = 10_000;
  private static final long COST = 7;

  @Test
  void refundThatIsNotWorthItsGas_isRefused(URI redis) throws Exception {
    try (WalletStack stack =
        new WalletStack(redis, Map.of("tributary.funding.min-withdrawal", 2_000))) {
      BigInteger funds = stack.funds();
      List<JsonNode> answers =
          stack.play(
              Map.of("a", PLAIN),
              List.of(List.of("a:call"), List.of("a:refund=1999"), List.of("a:refund=2000")));

      assertTrue(answers.get(1).has("error"), answers.toString());
      assertEquals("2000", answers.get(2).at("/settled/amount").asText(), answers.toString());
      assertEquals(funds.subtract(BigInteger.valueOf(DEPOSIT - 2_000)), stack.funds());
      assertBalanced(stack.channel(PLAIN), DEPOSIT - 2_000, COST);
    }
  }

  @Test
  void refundsAndDeposits_arePaidForSoOftenADay(URI redis) throws Exception {
    try (WalletStack stack = new WalletStack(redis, Map.of("tributary.funding.moves-per-day", 2))) {
      List<JsonNode> answers =
          stack.play(
              Map.of("a", PLAIN),
              List.of(List.of("a:call"), List.of("a:refund=1000"), List.of("a:refund=1000")));

      assertEquals("1000", answers.get(1).at("/settled/amount").asText(), answers.toString());
      assertTrue(answers.get(2).has("error"), answers.toString());
      assertEquals(BigInteger.ONE, refunds(stack));
      assertBalanced(stack.channel(PLAIN), DEPOSIT - 1_000, COST);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gatewayThatDiesAtTheRefund_repeatsItOnce(boolean before, URI redis) throws Exception {
    // The first transaction is the deposit.
    Map<String, Object> dying =
        Map.of(
            "spec.dies-at-send", 2, "spec.dies-before-it", before, "tributary.watch.poll-every", 0);
    try (WalletStack stack = new WalletStack(redis, dying)) {
      BigInteger funds = stack.funds();
      List<JsonNode> answers =
          stack.play(
              Map.of("a", PLAIN),
              List.of(List.of("a:call"), List.of("a:refund=1000"), List.of("a:refund=1000")));

      assertTrue(answers.get(1).has("error"), answers.toString());
      assertEquals("1000", answers.get(2).at("/settled/amount").asText(), answers.toString());
      assertEquals(funds.subtract(BigInteger.valueOf(DEPOSIT - 1_000)), stack.funds());
      assertEquals(BigInteger.ONE, refunds(stack));
      assertBalanced(stack.channel(PLAIN), DEPOSIT - 1_000, COST);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void gatewayThatDiesAtTheRefund_isMadeUpForByTheWatch(boolean before, URI redis)
      throws Exception {
    Map<String, Object> dying = Map.of("spec.dies-at-send", 2, "spec.dies-before-it", before);
    try (WalletStack stack = new WalletStack(redis, dying)) {
      BigInteger funds = stack.funds();
      stack.play(Map.of("a", PLAIN), List.of(List.of("a:call"), List.of("a:refund")));

      await()
          .atMost(TestGateway.PATIENCE)
          .until(() -> stack.channel(PLAIN).setAside() == 0 && stack.funds().equals(left(funds)));
      assertEquals(BigInteger.ONE, refunds(stack));
      assertBalanced(stack.channel(PLAIN), COST, COST);
    }
  }

  @Test
  void refundsAndTheContractsWithdrawalAtOnce_payOnceAndLoseNothing(URI redis) throws Exception {
    Map<String, Object> watching = Map.of("tributary.watch.poll-every", "100ms");
    try (WalletStack stack = new WalletStack(redis, watching)) {
      BigInteger funds = stack.funds();
      TxSender payer = stack.payerSender();
      CompletableFuture<Void> withdrawal =
          CompletableFuture.runAsync(() -> {
            await().until(() -> stack.onChain(PLAIN).balance().signum() > 0);
            new BatchSettlementContract(stack.chain)
                .initiateWithdraw(payer, stack.config(PLAIN), BigInteger.valueOf(3_000));
          });
      List<JsonNode> answers =
          stack.play(
              Map.of("a", PLAIN, "b", PLAIN, "c", PLAIN),
              List.of(
                  List.of("a:call"),
                  List.of("a:refund=500", "b:refund=2000", "c:refund=700"),
                  List.of("a:refund")));
      withdrawal.join();

      long refunded =
          answers.stream().skip(1).mapToLong(answer -> answer.at("/settled/amount").asLong()).sum();
      assertTrue(refunded > 0, answers.toString());
      assertEquals(
          funds.subtract(BigInteger.valueOf(DEPOSIT - refunded)),
          stack.funds(),
          answers.toString());
      assertEquals(BigInteger.valueOf(DEPOSIT - refunded), stack.onChain(PLAIN).balance());
      await()
          .atMost(TestGateway.PATIENCE)
          .until(() ->
              stack.channel(PLAIN).deposit()
                  == new BatchSettlementContract(stack.chain)
                      .snapshot(stack.channelId(PLAIN))
                      .staying()
                      .longValueExact());
      assertBalanced(stack.channel(PLAIN), stack.channel(PLAIN).deposit(), COST);
    }
  }

  private static BigInteger left(BigInteger funds) {
    return funds.subtract(BigInteger.valueOf(COST));
  }

  private static BigInteger refunds(WalletStack stack) {
    return new BatchSettlementContract(stack.chain).refundNonce(stack.channelId(PLAIN));
  }

  private static void assertBalanced(Channel channel, long deposit, long charged) {
    assertEquals(deposit, channel.deposit());
    assertEquals(charged, channel.charged());
    assertEquals(0, channel.setAside());
    assertEquals(0, channel.reserved());
    assertEquals(deposit - charged, channel.available());
  }
}
