package org.tributary.gateway.funding;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Keccak256;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.keystore.TestKeystore;
import org.tributary.gateway.settlement.TestAnvil;

/** A gateway over a real Redis and a real chain, and what its visitors can ask it. */
final class FundedStack implements AutoCloseable {

  final TestAnvil anvil;
  final Chain chain;
  final Deployment deployment;
  final TxSender operator;
  EmbeddedServer server;
  private final Path home;
  private final URI redis;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();

  FundedStack(Path home, URI redis) throws IOException {
    this(home, redis, Map.of());
  }

  FundedStack(Path home, URI redis, Map<String, Object> settings) throws IOException {
    this.home = home;
    this.redis = redis;
    anvil = TestAnvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    SigningKey operatorKey = TestAnvil.fundedKey(chain);
    operator = TxSender.of(chain, operatorKey);
    deployment =
        Deployer.deploy(
            chain,
            operator,
            new Deployer.Options(operator.address(), operator.address(), Duration.ZERO));
    Files.createDirectories(home.resolve("keys"));
    KeyFile.write(home.resolve("keys/operator.key"), operatorKey.secretHex());
    TestKeystore.create(home.resolve("keys/master-secret"));
    deployment.write(home.resolve("deployment.json"));
    server = gateway(settings);
  }

  /** One more gateway on the same Redis, chain and keys. */
  EmbeddedServer gateway(Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>();
    all.put("micronaut.server.port", -1);
    all.put("tributary.redis.uri", redis.toString());
    all.put("tributary.payment.sweep", "false");
    all.put("tributary.keys.master-secret-file", home.resolve("keys/master-secret"));
    all.put("tributary.keys.passphrase", TestKeystore.PASSPHRASE);
    all.put("tributary.chain.rpc-url", anvil.rpcUrl().toString());
    all.put("tributary.chain.deployment", home.resolve("deployment.json"));
    all.put("tributary.chain.operator-key", home.resolve("keys/operator.key"));
    all.put("tributary.settlement.interval", "0s");
    all.put("tributary.terms.withdraw-delay", "900s");
    all.putAll(settings);
    return ApplicationContext.run(EmbeddedServer.class, all);
  }

  <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  BigInteger balance(Address holder) {
    return new DevTokenContract(chain, deployment.erc20()).balanceOf(holder);
  }

  BatchSettlementContract channels() {
    return new BatchSettlementContract(chain);
  }

  Channel channel(ChannelId id) {
    return bean(Channels.class).find(id).orElseThrow();
  }

  /** Money on the payer's own address. */
  void give(Address to, long amount) {
    new DevTokenContract(chain, deployment.erc20())
        .faucet(operator, to, BigInteger.valueOf(amount));
  }

  /** The bearer of a session of this key. */
  String signIn(SigningKey key) throws Exception {
    JsonNode challenge =
        ok(201, post("/v1/signin/challenge", Map.of("address", key.address().text()), null));
    String message = challenge.path("message").asText();
    byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
    byte[] prefix =
        ("\u0019Ethereum Signed Message:\n" + bytes.length).getBytes(StandardCharsets.UTF_8);
    String signature = key.sign(Keccak256.hash(prefix, bytes)).text();
    JsonNode session =
        ok(201, post("/v1/signin", Map.of("message", message, "signature", signature), null));
    return "Bearer " + session.path("session").asText();
  }

  HttpResponse<String> post(String path, Object body, @Nullable String bearer) throws Exception {
    return send("POST", path, json.writeValueAsString(body), bearer, null);
  }

  HttpResponse<String> get(String path, @Nullable String bearer) throws Exception {
    return send("GET", path, "", bearer, null);
  }

  HttpResponse<String> send(
      String method,
      String path,
      String body,
      @Nullable String bearer,
      @Nullable String idempotencyKey)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.getURI().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (bearer != null) {
      request.header("Authorization", bearer);
    }
    if (idempotencyKey != null) {
      request.header("Idempotency-Key", idempotencyKey);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  JsonNode ok(int status, HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return json.readTree(answer.body());
  }

  JsonNode ok(HttpResponse<String> answer) throws IOException {
    return ok(200, answer);
  }

  /** The stable code of a refusal. */
  String refused(int status, HttpResponse<String> answer) throws IOException {
    return ok(status, answer).at("/error/code").asText();
  }

  @Override
  public void close() {
    server.close();
    anvil.close();
  }
}
