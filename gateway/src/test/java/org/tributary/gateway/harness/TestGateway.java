package org.tributary.gateway.harness;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.Account;
import org.tributary.gateway.account.Accounts;
import org.tributary.gateway.account.Channel;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.asset.AssetSource;
import org.tributary.gateway.asset.ListedAsset;
import org.tributary.gateway.keystore.TestKeystore;
import org.tributary.gateway.payment.Calls;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.routing.WorkerPayouts;

/**
 * A whole gateway on a real Redis, with no chain behind it: one model, whose prompt costs 1 base
 * unit a model-token and whose answer costs 2.
 */
public final class TestGateway implements AutoCloseable {
  public static final String MODEL = "test-model";
  public static final Bytes32 CONTENT = new Bytes32("0x" + "9c".repeat(32));
  public static final ChannelId CHANNEL = Calls.channel(0x77, 1);
  public static final Duration PATIENCE = Duration.ofSeconds(20);
  public static final Deployment DEPLOYMENT =
      new Deployment(
          31337,
          Calls.address(0x11),
          Calls.address(0x12),
          Calls.address(0x13),
          Calls.address(0x14),
          Calls.address(0x15),
          Calls.address(0x16),
          Calls.address(0x17),
          Calls.address(0x18),
          Calls.address(0x19));
  private static final String SPEC = "TestGateway";
  private static final ObjectMapper JSON = new ObjectMapper();

  public final EmbeddedServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String accessKey = "";
  private @Nullable Account account;

  @Factory
  @Requires(property = "spec.name", value = SPEC)
  public static class NoChain {
    @Singleton
    @Replaces(Deployment.class)
    Deployment deployment() {
      return DEPLOYMENT;
    }

    @Singleton
    @Replaces(AssetSource.class)
    AssetSource assets() {
      return limit ->
          AssetSource.Reading.timeless(
              List.of(model(), TestModels.counted(), TestModels.drawing()));
    }

    @Singleton
    @Replaces(WorkerPayouts.class)
    WorkerPayouts payouts() {
      return worker -> Optional.of(Calls.address(0xb3));
    }
  }

  /** {@code settings} come before what suits most tests. */
  public TestGateway(URI redis, Map<String, Object> settings) {
    try {
      Path secret = Files.createTempDirectory("gateway").resolve("master-secret");
      TestKeystore.create(secret);
      Map<String, Object> all = new HashMap<>();
      all.put("spec.name", SPEC);
      all.put("micronaut.server.port", -1);
      all.put("micronaut.server.max-request-size", 20_000);
      all.put("tributary.redis.uri", redis.toString());
      all.put("tributary.keys.master-secret-file", secret.toString());
      all.put("tributary.keys.passphrase", TestKeystore.PASSPHRASE);
      all.put("tributary.fee.payee", Calls.address(0xa0).text());
      all.put("tributary.routing.worker-ttl", "10m");
      all.put("tributary.routing.snapshot-age", "0s");
      all.put("tributary.settlement.interval", "0s");
      all.put("tributary.models.folder", TestModels.FOLDER.toString());
      all.put("tributary.images.folder", Files.createTempDirectory("images").toString());
      all.putAll(settings);
      server = ApplicationContext.run(EmbeddedServer.class, all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ListedAsset model() {
    return TestModels.listed(1, MODEL, CONTENT, "");
  }

  /** A channel with this deposit, and an access key on it. */
  public void open(long deposit) {
    bean(Channels.class).open(CHANNEL, Calls.config(), "channel/test", deposit);
    Account opened = bean(Accounts.class).open(CHANNEL, null, "test");
    account = opened;
    accessKey = bean(Accounts.class).createKey(opened.id(), "test").reveal();
  }

  public void announce(FakeWorker worker) throws IOException, InterruptedException {
    announce(worker, MODEL, CONTENT);
  }

  public void announce(FakeWorker worker, String model, Bytes32 content)
      throws IOException, InterruptedException {
    String body = JSON.writeValueAsString(worker.announcement(model, content));
    HttpResponse<String> answer = send(request("/v1/workers", body, null));
    assertEquals(202, answer.statusCode(), answer.body());
  }

  public <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  public String accessKey() {
    return accessKey;
  }

  /** A chat request with these fields after model and messages. */
  public static String chat(String more) {
    return """
    {"model":"%s","messages":[{"role":"user","content":"Hi"}]%s}\
    """
        .formatted(MODEL, more);
  }

  public static String stream() {
    return chat(",\"stream\":true");
  }

  public HttpResponse<String> ask(String body) throws IOException, InterruptedException {
    return send(request("/v1/chat/completions", body, "Bearer " + accessKey));
  }

  /** {@code more} are header names and values in turn. */
  public HttpRequest request(
      String path, String body, @Nullable String authorization, String... more) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.getURI() + path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    if (more.length > 0) {
      request.headers(more);
    }
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }

  public HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  public JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(server.getURI() + path)).build();
    return JSON.readTree(send(request).body());
  }

  public JsonNode receipt(HttpResponse<?> answer) throws IOException, InterruptedException {
    return get("/v1/receipts/" + answer.headers().firstValue("X-Tributary-Receipt").orElseThrow());
  }

  /** Waits for every call to end; what was charged is then what the receipts say. */
  public void assertSettled(long charged) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertEquals(0, channel().reserved());
          assertEquals(0, storedAccount().reserved());
        });
    assertEquals(charged, receipts().stream().mapToLong(Long::parseLong).sum());
    assertEquals(charged, channel().charged());
    assertEquals(charged, storedAccount().spent());
    assertEquals(channel().deposit(), channel().available() + channel().charged());
    assertEquals(0, bean(Redis.class).commands().zcard("{p77}:leases"));
  }

  /** The charge of each receipt. */
  public List<String> receipts() {
    Redis redis = bean(Redis.class);
    return redis.commands().keys("{p77}:receipt:*").stream()
        .map(key -> redis.commands().hget(key, "charge"))
        .toList();
  }

  private Channel channel() {
    return bean(Channels.class).find(CHANNEL).orElseThrow();
  }

  private Account storedAccount() {
    Account opened = Optional.ofNullable(account).orElseThrow();
    return bean(Accounts.class).find(opened.id()).orElseThrow();
  }

  @Override
  public void close() {
    server.stop();
  }
}
