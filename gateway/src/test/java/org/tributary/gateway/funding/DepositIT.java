package org.tributary.gateway.funding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Owners;
import org.tributary.gateway.redis.RealRedis;

/** From a fresh key to an account with money on it, over real HTTP, Redis and chain. */
@ExtendWith(RealRedis.class)
class DepositIT {

  private static FundedStack stack;

  private final SigningKey payer = SigningKey.random();

  @BeforeAll
  static void start(@TempDir Path home, URI redis) throws IOException {
    stack = new FundedStack(home, redis);
  }

  @AfterAll
  static void stop() {
    stack.close();
  }

  @Test
  void deposit_opensTheAccountOfTheSignedInAddress() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "600000");
    assertTrue(open.path("account").isNull());
    assertEquals(payer.address().text(), open.at("/channel/payer").asText());

    JsonNode done = stack.ok(deposit(session, open));

    assertEquals("600000", done.path("balance").asText());
    assertEquals(BigInteger.valueOf(400_000), stack.balance(payer.address()));
    Channel channel = stack.channel(ChannelId.parse(open.path("channelId").asText()));
    assertEquals(600_000, channel.deposit());
    assertEquals(600_000, channel.available());
    JsonNode me =
        stack.ok(stack.get("/v1/accounts/me", "Bearer " + done.path("accessKey").asText()));
    assertEquals(done.path("account").asText(), me.path("id").asText());
    assertEquals("600000", me.path("remaining").asText());
  }

  /** As after a crash right before the first key was made. */
  @Test
  void accountWithoutAKey_getsOneBySignIn() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    assertEquals(404, stack.post("/v1/accounts/own/keys", Map.of(), session).statusCode());
    JsonNode done = stack.ok(deposit(session, open(session, "600000")));

    JsonNode made = stack.ok(stack.post("/v1/accounts/own/keys", Map.of(), session));

    assertEquals(done.path("account"), made.path("account"));
    String bearer = "Bearer " + made.path("accessKey").asText();
    assertEquals(done.path("account"), stack.ok(stack.get("/v1/accounts/me", bearer)).path("id"));
    assertEquals(200, stack.get("/v1/accounts/me/keys", bearer).statusCode());
    assertEquals(401, stack.post("/v1/accounts/own/keys", Map.of(), "tb-nobody").statusCode());
  }

  @Test
  void deposit_repeatedIsMadeOnce() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "300000");
    JsonNode first = stack.ok(deposit(session, open));

    JsonNode again = stack.ok(deposit(session, open));

    assertEquals(first.path("transaction"), again.path("transaction"));
    assertEquals("300000", again.path("balance").asText());
    assertTrue(again.path("accessKey").isNull());
    assertEquals(BigInteger.valueOf(700_000), stack.balance(payer.address()));
  }

  @Test
  void deposit_sentManyTimesAtOnceIsMadeOnce() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "200000");
    Callable<HttpResponse<String>> once = () -> deposit(session, open);
    try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<HttpResponse<String>> each :
          parallel.invokeAll(List.of(once, once, once, once))) {
        assertEquals("200000", stack.ok(each.get()).path("balance").asText());
      }
    }

    assertEquals(BigInteger.valueOf(800_000), stack.balance(payer.address()));
    assertEquals(200_000, stack.channel(id(open)).available());
    assertEquals(1, accountsAfterSignIn().size());
  }

  @Test
  void topUp_addsToTheSameAccount() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    JsonNode first = stack.ok(deposit(session, open(session, "100000")));
    JsonNode second = stack.ok(deposit(session, open(session, "50000")));

    assertEquals(first.path("account"), second.path("account"));
    assertEquals("150000", second.path("available").asText());
    assertEquals(List.of(first.path("account").asText()), accountsAfterSignIn());
  }

  @Test
  void permit_fundsTheAccountToo() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "250000");
    Map<String, Object> body = Map.of("permit", WalletSigner.deposit(payer, open.path("permit")));

    JsonNode done = stack.ok(stack.post("/v1/accounts/me/deposits", body, session));
    JsonNode again = stack.ok(stack.post("/v1/accounts/me/deposits", body, session));

    assertEquals("250000", done.path("available").asText());
    assertEquals("250000", again.path("available").asText());
    assertEquals(done.path("transaction"), again.path("transaction"));
    assertEquals(BigInteger.valueOf(750_000), stack.balance(payer.address()));
  }

  @Test
  void permit_forAnotherAmountOrSaltIsRefusedBeforeAnythingIsSent() throws Exception {
    stack.give(payer.address(), 1_000_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "250000");
    for (String field : List.of("amount", "salt", "nonce", "deadline")) {
      Map<String, Object> body = new HashMap<>(WalletSigner.deposit(payer, open.path("permit")));
      String number = String.valueOf(body.get(field));
      body.put(field, new BigInteger(number).add(BigInteger.ONE).toString());

      HttpResponse<String> answer =
          stack.post("/v1/accounts/me/deposits", Map.of("permit", body), session);

      assertEquals("deposit_signature_mismatch", stack.refused(400, answer), field);
    }
  }

  @Test
  void whatIsWrong_isRefusedBeforeAnythingIsSent() throws Exception {
    stack.give(payer.address(), 100_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "20000");
    long sent = stack.chain.minedNonce(stack.operator.address());

    assertEquals("deposit_below_minimum", changed(session, open, "amount", "9999"));
    assertEquals("invalid_amount", changed(session, open, "amount", "1e5"));
    assertEquals("invalid_amount", changed(session, open, "amount", "-1"));
    assertEquals("deposit_signature_mismatch", changed(session, open, "amount", "20001"));
    assertEquals("deposit_signature_mismatch", changed(session, open, "salt", "7"));
    assertEquals("invalid_number", changed(session, open, "salt", "9".repeat(78)));
    assertEquals("deposit_not_yet_valid", changed(session, open, "validAfter", "99999999999"));
    assertEquals("deposit_signature_mismatch", changed(session, open, "validBefore", "1"));
    assertEquals("invalid_value", changed(session, open, "signature", "0x00"));
    assertEquals(
        "missing_field",
        stack.refused(400, stack.post("/v1/accounts/me/deposits", Map.of(), session)));
    JsonNode tooMuch = open(session, "100001");
    assertEquals("insufficient_funds", stack.refused(400, deposit(session, tooMuch)));
    assertEquals(
        "signin_required", stack.refused(401, stack.post("/v1/accounts", Map.of(), "Bearer tb-x")));

    assertEquals(sent, stack.chain.minedNonce(stack.operator.address()));
    assertEquals(0, stack.channels().state(id(open)).balance().signum());
  }

  @Test
  void anothersSignature_fundsNobody() throws Exception {
    stack.give(payer.address(), 100_000);
    String session = stack.signIn(payer);
    JsonNode open = open(session, "20000");
    String thief = stack.signIn(SigningKey.random());

    HttpResponse<String> answer =
        stack.post(
            "/v1/accounts/me/deposits",
            Map.of("erc3009", WalletSigner.deposit(payer, open.path("erc3009"))),
            thief);

    assertEquals("deposit_signature_mismatch", stack.refused(400, answer));
  }

  @Test
  void depositMadeElsewhere_isTakenOver() throws Exception {
    stack.give(payer.address(), 100_000);
    String session = stack.signIn(payer);
    OwnChannel channel = stack.bean(OwnAccounts.class).channelOf(payer.address());
    assertEquals("0", stack.ok(stack.get("/v1/accounts/own", session)).path("balance").asText());
    stack
        .channels()
        .deposit(
            stack.operator,
            channel.config(),
            new DepositAuthorization(
                    payer.address(),
                    channel.id(),
                    BigInteger.valueOf(70_000),
                    Instant.EPOCH,
                    Instant.now().plusSeconds(3600),
                    BigInteger.TWO)
                .sign(payer, new DevTokenContract(stack.chain, stack.deployment.erc20()).domain()));

    JsonNode own = stack.ok(stack.get("/v1/accounts/own", session));

    assertEquals("70000", own.path("available").asText());
    assertTrue(own.path("account").asText().startsWith("acct_"));
  }

  @Test
  void faucet_givesSoManyTimesADay() throws Exception {
    Map<String, Object> body = Map.of("address", payer.address().text());
    for (int i = 0; i < 3; i++) {
      JsonNode given = stack.ok(stack.post("/v1/faucet", body, null));
      assertEquals("100000000", given.path("amount").asText());
    }
    assertEquals(BigInteger.valueOf(300_000_000), stack.balance(payer.address()));
    assertTrue(stack.chain.nativeBalance(payer.address()).signum() > 0);

    assertEquals("faucet_limit_reached", stack.refused(429, stack.post("/v1/faucet", body, null)));
    assertEquals("missing_field", stack.refused(400, stack.post("/v1/faucet", Map.of(), null)));
  }

  private List<String> accountsAfterSignIn() throws Exception {
    return stack.bean(Owners.class).accountsOf(payer.address()).stream()
        .map(Object::toString)
        .collect(Collectors.toList());
  }

  private static JsonNode open(String session, String amount) throws Exception {
    return stack.ok(stack.post("/v1/accounts", Map.of("amount", amount), session));
  }

  private HttpResponse<String> deposit(String session, JsonNode open) throws Exception {
    return stack.post(
        "/v1/accounts/me/deposits",
        Map.of("erc3009", WalletSigner.deposit(payer, open.path("erc3009"))),
        session);
  }

  /** The code of the refusal of a deposit with one field changed. */
  private String changed(String session, JsonNode open, String field, String value)
      throws Exception {
    Map<String, Object> body = new HashMap<>(WalletSigner.deposit(payer, open.path("erc3009")));
    body.put(field, value);
    return stack.refused(
        400, stack.post("/v1/accounts/me/deposits", Map.of("erc3009", body), session));
  }

  private static ChannelId id(JsonNode open) {
    return ChannelId.parse(open.path("channelId").asText());
  }
}
