package org.tributary.gateway.funding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.BatchSettlementContract.ChannelState;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.Reservation;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.RealRedis;

/** A balance taken out with the gateway's help, beside calls that spend it. */
@ExtendWith(RealRedis.class)
class WithdrawalIT {

  private static final long DEPOSIT = 1_000_000;
  private static FundedStack stack;

  private final SigningKey payer = SigningKey.random();
  private String session = "";
  private OwnChannel own;

  @BeforeAll
  static void start(@TempDir Path home, URI redis) throws IOException {
    stack = new FundedStack(home, redis);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @BeforeEach
  void fund() throws Exception {
    stack.give(payer.address(), DEPOSIT);
    session = stack.signIn(payer);
    own = stack.bean(OwnAccounts.class).channelOf(payer.address());
    JsonNode open =
        stack.ok(stack.post("/v1/accounts", Map.of("amount", Long.toString(DEPOSIT)), session));
    stack.ok(
        stack.post(
            "/v1/accounts/me/deposits",
            Map.of("erc3009", WalletSigner.deposit(payer, open.path("erc3009"))),
            session));
    assertEquals(BigInteger.ZERO, stack.balance(payer.address()));
  }

  @Test
  void withdrawal_paysWhatIsNeitherChargedNorReserved() throws Exception {
    charge(reserve(70_000), 50_000);
    Reservation running = reserve(100_000);

    JsonNode paid = stack.ok(withdraw("{}", "first"));

    assertEquals("paid", paid.path("state").asText());
    assertEquals("850000", paid.path("amount").asText());
    assertTrue(paid.path("transaction").asText().startsWith("0x"));
    assertEquals(BigInteger.valueOf(850_000), stack.balance(payer.address()));
    ChannelState state = stack.channels().state(own.id());
    assertEquals(BigInteger.valueOf(50_000), state.totalClaimed());
    assertEquals(BigInteger.valueOf(150_000), state.balance());
    assertLedger(150_000, 0, 100_000, 50_000);

    charge(running, 30_000);
    JsonNode rest = stack.ok(withdraw("{\"amount\":\"999999999\"}", "second"));
    assertEquals("70000", rest.path("amount").asText());
    assertEquals(BigInteger.valueOf(920_000), stack.balance(payer.address()));
    assertLedger(80_000, 0, 0, 80_000);
    assertEquals("withdrawal_below_minimum", stack.refused(409, withdraw("{}", "third")));
  }

  @Test
  void withdrawal_repeatedIsPaidOnce() throws Exception {
    JsonNode first = stack.ok(withdraw("{\"amount\":\"400000\"}", "same"));

    JsonNode again = stack.ok(withdraw("{\"amount\":\"400000\"}", "same"));

    assertEquals(first, again);
    assertEquals(first, stack.ok(stack.get("/v1/accounts/me/withdrawals/same", session)));
    assertEquals(BigInteger.valueOf(400_000), stack.balance(payer.address()));
    assertLedger(600_000, 600_000, 0, 0);
  }

  @Test
  void withdrawals_atOnceNeverPayMoreThanThereIs() throws Exception {
    Callable<HttpResponse<String>> everything = () -> withdraw("{}", "all");
    Callable<HttpResponse<String>> half = () -> withdraw("{\"amount\":\"500000\"}", "half");
    try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> each :
          parallel.invokeAll(List.of(everything, half, everything, half))) {
        each.get();
      }
    }
    stack.ok(withdraw("{}", "all"));

    assertEquals(BigInteger.valueOf(DEPOSIT), stack.balance(payer.address()));
    assertLedger(0, 0, 0, 0);
  }

  @Test
  void withdrawnMoney_isNotSpentAgain() throws Exception {
    stack.ok(withdraw("{}", "all"));

    assertInstanceOf(ReserveOutcome.Refused.class, tryReserve(1));
  }

  @Test
  void withdrawal_isTheOwnersAlone() throws Exception {
    String stranger = stack.signIn(SigningKey.random());

    assertEquals(
        "withdrawal_below_minimum",
        stack.refused(409, stack.send("POST", "/v1/accounts/me/withdrawals", "{}", stranger, "x")));
    assertEquals(
        "withdrawal_not_found",
        stack.refused(404, stack.get("/v1/accounts/me/withdrawals/x", stranger)));
    assertEquals("invalid_amount", stack.refused(400, withdraw("{\"amount\":\"0\"}", "y")));
    assertEquals("invalid_idempotency_key", stack.refused(400, withdraw("{}", "a b")));
    assertEquals(
        "signin_required",
        stack.refused(401, stack.post("/v1/accounts/me/withdrawals", Map.of(), null)));
    assertLedger(DEPOSIT, DEPOSIT, 0, 0);
  }

  private HttpResponse<String> withdraw(String body, String id) throws Exception {
    return stack.send("POST", "/v1/accounts/me/withdrawals", body, session, id);
  }

  private void assertLedger(long deposit, long available, long reserved, long charged) {
    Channel channel = stack.channel(own.id());
    assertEquals(
        List.of(deposit, available, reserved, charged, 0L),
        List.of(
            channel.deposit(),
            channel.available(),
            channel.reserved(),
            channel.charged(),
            channel.setAside()));
  }

  private Reservation reserve(long ceiling) {
    return assertInstanceOf(ReserveOutcome.Reserved.class, tryReserve(ceiling)).reservation();
  }

  private ReserveOutcome tryReserve(long ceiling) {
    AccountId account = stack.bean(OwnAccounts.class).find(own).orElseThrow().id();
    AccessKey key = stack.bean(Accounts.class).createKey(account, "test");
    CallContext call = Calls.paidBy(Calls.call(own.id(), account, new SecureRandom()), key.id());
    return stack
        .bean(ChannelLedger.class)
        .reserve(
            new Reserve(
                call,
                ceiling,
                new Authority.AccessKey(key.id(), key.sha256(), call.model().name(), ceiling)));
  }

  private void charge(Reservation reservation, long amount) {
    stack.bean(ChannelLedger.class).charge(reservation, Calls.written(amount), Ending.COMPLETE);
  }
}
