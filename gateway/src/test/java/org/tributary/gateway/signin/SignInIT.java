package org.tributary.gateway.signin;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.harness.TestGateway;
import org.tributary.gateway.keystore.TestKeystore;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

/** Signing in over real HTTP at two gateways of one Redis. */
@ExtendWith(RealRedis.class)
class SignInIT {

  private static final String SPEC = "SignInIT";
  private static final String DOMAIN = "chat.example";

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final SigningKey key = SigningKey.random();
  private final URI redis;
  private EmbeddedServer one;
  private EmbeddedServer two;

  SignInIT(URI redis) {
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
    TestKeystore.create(dir.resolve("master-secret"));
    one = gateway(dir);
    two = gateway(dir);
  }

  @AfterEach
  void stop() {
    one.stop();
    two.stop();
  }

  @Test
  void signIn_opensASessionForTheSignersAddress() throws Exception {
    JsonNode answer = created(signIn(one, challenge(one)));

    assertEquals(key.address().text(), answer.path("address").asText());
    assertEquals("[]", answer.path("accounts").toString());
    String bearer = "bearer " + answer.path("session").asText();
    assertEquals(key.address(), address(two, bearer));
    assertTrue(Instant.parse(answer.path("expiresAt").asText()).isAfter(Instant.now()));

    send(two, "DELETE", "/v1/signin", "", bearer);
    assertEquals(Address.ZERO, address(one, bearer));
  }

  @Test
  void session_isKeptAsAHashAndEnds() throws Exception {
    String session = created(signIn(one, challenge(one))).path("session").asText();
    var commands = one.getApplicationContext().getBean(Redis.class).commands();

    assertTrue(commands.pttl("session:" + Session.hash(session)) > 0);
    assertEquals(List.of(), commands.keys("*" + session + "*"));
  }

  @Test
  void nonce_isGoodOnceWhicheverGatewayIsAsked() throws Exception {
    String message = challenge(one);
    try (ExecutorService parallel = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Integer> atOne = () -> signIn(one, message).statusCode();
      Callable<Integer> atTwo = () -> signIn(two, message).statusCode();
      var results = parallel.invokeAll(Stream.of(atOne, atTwo, atOne, atTwo).toList());
      long opened = 0;
      for (Future<Integer> each : results) {
        opened += each.get() == 201 ? 1 : 0;
      }
      assertEquals(1, opened);
    }
    assertRefused(401, "signin_nonce_unknown", signIn(one, message));
  }

  @Test
  void walletsOwnMessage_isTakenWithANonceFromHere() throws Exception {
    JsonNode issued = created(send(one, "POST", "/v1/signin/nonce", "", ""));

    String nonce = issued.path("nonce").asText();
    assertEquals(31337, issued.path("chainId").asLong());
    assertEquals(DOMAIN, issued.path("domains").path(0).asText());
    created(signIn(one, message(nonce, UnaryOperator.identity())));
  }

  @Test
  void messageForSomewhereElse_isRefusedAndItsNonceStaysGood() throws Exception {
    String nonce = created(send(one, "POST", "/v1/signin/nonce", "", "")).path("nonce").asText();

    assertRefusal("signin_domain_mismatch", nonce, DOMAIN + " wants", "evil.example wants");
    assertRefusal(
        "signin_uri_mismatch", nonce, "URI: https://" + DOMAIN, "URI: https://evil.example");
    assertRefusal(
        "signin_uri_mismatch", nonce, "URI: https://" + DOMAIN, "URI: https://" + DOMAIN + ".evil");
    assertRefusal("signin_uri_mismatch", nonce, "URI: https://", "URI: ftp://");
    assertRefusal("signin_chain_mismatch", nonce, "Chain ID: 31337", "Chain ID: 1");
    assertRefusal("invalid_signin_message", nonce, "Version: 1", "Version: 2");

    created(signIn(one, message(nonce, UnaryOperator.identity())));
  }

  @Test
  void messageOutOfTime_isRefused() throws Exception {
    String nonce = created(send(one, "POST", "/v1/signin/nonce", "", "")).path("nonce").asText();
    Instant now = Instant.now();
    String issued = "Issued At: " + Timestamp.of(now).text();

    String old = "Issued At: " + Timestamp.of(now.minus(Duration.ofMinutes(6))).text();
    assertRefusal("signin_message_expired", nonce, issued, old, now);
    String ended = issued + "\nExpiration Time: " + Timestamp.of(now.minusMillis(1)).text();
    assertRefusal("signin_message_expired", nonce, issued, ended, now);
    String ahead = "Issued At: " + Timestamp.of(now.plus(Duration.ofMinutes(2))).text();
    assertRefusal("signin_message_not_yet_valid", nonce, issued, ahead, now);
    String later = issued + "\nNot Before: " + Timestamp.of(now.plusSeconds(60)).text();
    assertRefusal("signin_message_not_yet_valid", nonce, issued, later, now);
  }

  @Test
  void signatureOfAnother_isRefused() throws Exception {
    String message = challenge(one);
    String forged = SigningKey.random().sign(PersonalMessage.digest(message)).text();

    HttpResponse<String> answer = signIn(one, message, forged);

    assertRefused(401, "signin_signature_mismatch", answer);
    created(signIn(one, message));
  }

  @Test
  void incompleteRequests_nameTheField() throws Exception {
    assertRefused(400, "missing_field", send(one, "POST", "/v1/signin", "{}", ""));
    assertRefused(400, "missing_field", send(one, "POST", "/v1/signin/challenge", "{}", ""));
    String badAddress = "{\"address\":\"0x12\"}";
    HttpResponse<String> answer = send(one, "POST", "/v1/signin/challenge", badAddress, "");
    assertRefused(400, "invalid_value", answer);
    assertEquals("address", json.readTree(answer.body()).at("/error/param").asText());
  }

  @Test
  void nonces_areBoundedPerAddress() throws Exception {
    for (int i = 0; i < 8; i++) {
      created(send(one, "POST", "/v1/signin/nonce", "", ""));
    }

    assertRefused(429, "signin_limit_reached", send(two, "POST", "/v1/signin/nonce", "", ""));
  }

  private EmbeddedServer gateway(Path dir) {
    return ApplicationContext.run(
        EmbeddedServer.class,
        Map.of(
            "spec.name",
            SPEC,
            "micronaut.server.port",
            -1,
            "tributary.redis.uri",
            redis.toString(),
            "tributary.keys.master-secret-file",
            dir.resolve("master-secret").toString(),
            "tributary.keys.passphrase",
            TestKeystore.PASSPHRASE,
            "tributary.signin.domains",
            DOMAIN,
            "tributary.signin.nonces-per-address",
            8,
            "tributary.payment.sweep",
            "false",
            "tributary.settlement.interval",
            "0s"));
  }

  private String challenge(EmbeddedServer gateway) throws Exception {
    String body = json.writeValueAsString(Map.of("address", key.address().text()));
    return created(send(gateway, "POST", "/v1/signin/challenge", body, ""))
        .path("message")
        .asText();
  }

  private String message(String nonce, UnaryOperator<String> change) {
    return message(nonce, change, Instant.now());
  }

  private String message(String nonce, UnaryOperator<String> change, Instant now) {
    SignInMessage message =
        new SignInMessage(
            null,
            DOMAIN,
            key.address(),
            null,
            "https://" + DOMAIN,
            31337,
            nonce,
            Timestamp.of(now),
            null,
            null,
            null,
            null);
    return change.apply(message.text());
  }

  private void assertRefusal(String code, String nonce, String right, String wrong)
      throws Exception {
    assertRefusal(code, nonce, right, wrong, Instant.now());
  }

  private void assertRefusal(String code, String nonce, String right, String wrong, Instant now)
      throws Exception {
    String text = message(nonce, written -> written.replace(right, wrong), now);
    assertTrue(text.contains(wrong), wrong);
    assertRefused(400, code, signIn(one, text));
  }

  private HttpResponse<String> signIn(EmbeddedServer gateway, String message) throws Exception {
    return signIn(gateway, message, key.sign(PersonalMessage.digest(message)).text());
  }

  private HttpResponse<String> signIn(EmbeddedServer gateway, String message, String signature)
      throws Exception {
    String body = json.writeValueAsString(Map.of("message", message, "signature", signature));
    return send(gateway, "POST", "/v1/signin", body, "");
  }

  private static Address address(EmbeddedServer gateway, String bearer) {
    return gateway
        .getApplicationContext()
        .getBean(Sessions.class)
        .find(bearer)
        .orElse(Address.ZERO);
  }

  private HttpResponse<String> send(
      EmbeddedServer gateway, String method, String path, String body, String bearer)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(gateway.getURI().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!bearer.isEmpty()) {
      request.header("Authorization", bearer);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private JsonNode created(HttpResponse<String> answer) throws IOException {
    assertEquals(201, answer.statusCode(), answer.body());
    return json.readTree(answer.body());
  }

  private void assertRefused(int status, String code, HttpResponse<String> answer)
      throws IOException {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(code, json.readTree(answer.body()).at("/error/code").asText(), answer.body());
  }
}
