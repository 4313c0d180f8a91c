package org.tributary.gateway.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.receipt.Commitment;
import org.tributary.contracts.receipt.Receipt;
import org.tributary.contracts.receipt.ReceiptCheck;
import org.tributary.contracts.receipt.ReceiptWriter;
import org.tributary.contracts.receipt.SignedReceipt;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccessKey;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.AuthorizerKeys;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.Trials;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.keystore.TestKeystore;
import org.tributary.gateway.payment.Authority;
import org.tributary.gateway.payment.CallContext;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.payment.ChannelLedger;
import org.tributary.gateway.payment.Ending;
import org.tributary.gateway.payment.Reserve;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.RealRedis;

/** A visitor's way over real HTTP: a trial account, what it spent, and the receipt of a call. */
@ExtendWith(RealRedis.class)
class AccountAndReceiptIT {

  private static final String SPEC = "AccountAndReceiptIT";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final ChannelId channel = Calls.channel(0x77, 1);
  private final URI redis;
  private EmbeddedServer server;

  AccountAndReceiptIT(URI redis) {
    this.redis = redis;
  }

  @Factory
  @Requires(property = "spec.name", value = SPEC)
  static class NoChain {
    @Singleton
    @Replaces(Deployment.class)
    Deployment deployment() {
      return TestGateway.DEPLOYMENT;
    }
  }

  @BeforeEach
  void start(@TempDir Path dir) throws IOException {
    Path secret = dir.resolve("keys/master-secret");
    TestKeystore.create(secret);
    server =
        ApplicationContext.run(
            EmbeddedServer.class,
            Map.of(
                "spec.name",
                SPEC,
                "micronaut.server.port",
                -1,
                "tributary.redis.uri",
                redis.toString(),
                "tributary.keys.master-secret-file",
                secret.toString(),
                "tributary.keys.passphrase",
                TestKeystore.PASSPHRASE,
                "tributary.trial.models",
                "tributary-chat",
                "tributary.trial.budget",
                900,
                "tributary.trial.per-address-per-day",
                2,
                "tributary.payment.sweep",
                "false"));
    bean(Channels.class).open(channel, Calls.config(), "channel/trial", 10_000);
    bean(Trials.class).offer(channel);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void trial_givesAnAccessKeyWithABudget() throws Exception {
    HttpResponse<String> answer = openTrial();
    assertEquals(201, answer.statusCode(), answer.body());
    JsonNode opened = json.readTree(answer.body());

    assertTrue(opened.get("accessKey").asText().startsWith("tb-77"), answer.body());
    assertEquals("900", opened.get("account").get("limit").asText());
    assertEquals("0", opened.get("account").get("spent").asText());
    assertEquals(
        json.readTree("{\"symbol\":\"DevUSD\",\"decimals\":6}"),
        opened.get("account").get("erc20"));
  }

  @Test
  void trial_isRefusedBeyondTheDaysLimit() throws Exception {
    openTrial();
    openTrial();
    HttpResponse<String> third = openTrial();

    assertEquals(429, third.statusCode(), third.body());
    assertEquals("trial_limit_reached", code(third));
  }

  @Test
  void me_showsWhatWasSpent() throws Exception {
    String accessKey = json.readTree(openTrial().body()).get("accessKey").asText();
    Account account = bean(Accounts.class).authenticate(accessKey).orElseThrow();
    charged(account, 41, Ending.COMPLETE);

    JsonNode me = json.readTree(get("/v1/accounts/me", "Bearer " + accessKey).body());
    assertEquals("900", me.get("limit").asText());
    assertEquals("859", me.get("remaining").asText());
    assertEquals("41", me.get("spent").asText());
    assertEquals("0", me.get("reserved").asText());
  }

  @Test
  void me_tellsNoKeyFromAWrongOne() throws Exception {
    HttpResponse<String> none = get("/v1/accounts/me", null);
    HttpResponse<String> wrong = get("/v1/accounts/me", "Bearer tb-wrong");

    assertEquals(402, none.statusCode());
    assertEquals("payment_required", code(none));
    assertEquals(401, wrong.statusCode());
    assertEquals("invalid_access_key", code(wrong));
  }

  @Test
  void receipt_showsEveryParty() throws Exception {
    Account account = bean(Accounts.class).open(channel, null, "test");
    CallId call = charged(account, 41, Ending.PARTIAL);

    HttpResponse<String> answer = get("/v1/receipts/" + call, null);
    assertEquals(200, answer.statusCode(), answer.body());
    JsonNode receipt = json.readTree(answer.body());
    SignedReceipt signed = bean(Receipts.class).find(call).orElseThrow();
    assertEquals(json.readTree(expected(call, signed)), receipt);
    assertEquals(
        Optional.of(bean(AuthorizerKeys.class).key(AuthorizerKeys.RECEIPTS).address()),
        signed.signer(Receipt.domain(31337, TestGateway.DEPLOYMENT.revenuePool())));
    assertEquals(Optional.empty(), ReceiptCheck.arithmetic(signed.receipt()));
    assertFalse(answer.body().contains(channel.text()), "the channel stays its payer's affair");
    assertEquals(
        41_000_000,
        StreamSupport.stream(receipt.get("split").spliterator(), false)
            .mapToLong(share -> share.get("millionths").asLong())
            .sum());
  }

  @Test
  void receipt_readTwiceIsSignedAlike() throws Exception {
    CallId call = charged(bean(Accounts.class).open(channel, null, "test"), 9, Ending.COMPLETE);

    assertEquals(
        get("/v1/receipts/" + call, null).body(), get("/v1/receipts/" + call, null).body());
  }

  @Test
  void receipt_unknownOrMalformedIsRefused() throws Exception {
    HttpResponse<String> unknown = get("/v1/receipts/call_" + "0".repeat(32), null);
    HttpResponse<String> malformed = get("/v1/receipts/call_1", null);

    assertEquals(404, unknown.statusCode());
    assertEquals("receipt_not_found", code(unknown));
    assertEquals(400, malformed.statusCode());
    assertEquals("invalid_receipt_id", code(malformed));
  }

  private String expected(CallId call, SignedReceipt signed) {
    return """
    {"id":"%s","status":"partial",
     "model":{"id":"tributary-chat","asset":"5","contentHash":"0x%s","owner":"Model owner"},
     "workers":[{"name":"Worker on this machine","address":"%s","payout":"%s","model_tokens":41}],
     "usage":{"prompt_tokens":14,"cached_tokens":0,"completion_tokens":41,"pixels":0},
     "price":{"prompt":"0","cached":"0","completion":"1000000","pixels":"0","per":1000000,
      "erc20":"DevUSD","decimals":6},
     "terms":{"period":20779,"version":2},
     "charge":"41",
     "channel":{"tag":"%s","from":"0","to":"41"},
     "split":[
      {"role":"gateway","name":"Tributary gateway","payee":"%s","escrow":false,
       "millionths":"2050000"},
      {"role":"worker","name":"Worker on this machine","payee":"%s","escrow":false,
       "millionths":"16400000"},
      {"role":"model","name":"Model owner (tributary-chat)","licence":"Apache-2.0","asset":"5","payee":"%s",
       "escrow":false,"millionths":"10523334"},
      {"role":"dataset","name":"WordNet definitions","licence":"WordNet License","asset":"2",
       "payee":"%s","escrow":true,"millionths":"4510000"},
      {"role":"dataset","name":"Everyday dialogues","asset":"3","payee":"%s","escrow":true,
       "millionths":"7516666"}],
     "time":"%s","signer":"%s","signed":%s,
     "chain":{"id":31337,"pool":"%s","registry":"%s","signers":"%s"}}
    """
        .formatted(
            call,
            "9c".repeat(32),
            Calls.address(0xb2),
            Calls.address(0xb3),
            Commitment.tag(channel, bean(ReceiptSalts.class).of(channel)),
            Calls.address(0xa0),
            Calls.address(0xb3),
            Calls.address(0xa1),
            Calls.address(0xc2),
            Calls.address(0xc3),
            signed.receipt().time(),
            bean(AuthorizerKeys.class).key(AuthorizerKeys.RECEIPTS).address(),
            ReceiptWriter.write(signed),
            TestGateway.DEPLOYMENT.revenuePool(),
            TestGateway.DEPLOYMENT.assetRegistry(),
            TestGateway.DEPLOYMENT.operatorAuthorizer());
  }

  private CallId charged(Account account, long completionTokens, Ending ending) {
    ChannelLedger ledger = bean(ChannelLedger.class);
    AccessKey key = bean(Accounts.class).createKey(account.id(), "test");
    CallContext call =
        Calls.paidBy(Calls.call(channel, account.id(), new SecureRandom()), key.id());
    Authority authority = new Authority.AccessKey(key.id(), key.sha256(), call.model().name(), 200);
    ReserveOutcome.Reserved reserved =
        (ReserveOutcome.Reserved) ledger.reserve(new Reserve(call, 100, authority));
    ledger.charge(reserved.reservation(), Calls.written(completionTokens), ending);
    return call.callId();
  }

  private <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  private HttpResponse<String> openTrial() throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.getURI() + "/v1/accounts/trial"))
            .POST(BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, @Nullable String authorization)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.getURI() + path));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private String code(HttpResponse<String> answer) throws IOException {
    return json.readTree(answer.body()).get("error").get("code").asText();
  }
}
