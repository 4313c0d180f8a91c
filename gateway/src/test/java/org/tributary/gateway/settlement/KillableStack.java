package org.tributary.gateway.settlement;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.gateway.Main;
import org.tributary.gateway.local.RedisProcess;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.redis.RealRedis;

/** A gateway, a Redis and a chain, each a process that can be killed and comes back. */
final class KillableStack implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final TestStack setup;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path home;
  private final int redisPort = RealRedis.freePort();
  private final int chainPort = RealRedis.freePort();
  private final int gatewayPort = RealRedis.freePort();
  private final List<String> settings = new ArrayList<>();
  private RedisProcess redis;
  private TestAnvil chain;
  private Process gateway;

  /** What can be killed. */
  enum Part {
    GATEWAY,
    REDIS,
    CHAIN
  }

  KillableStack(Path home, Map<String, String> more) throws Exception {
    this.home = home;
    redis = RedisProcess.start(home.resolve("redis"), redisPort);
    chain = TestAnvil.start(home.resolve("chain.json"), chainPort);
    setup = new TestStack(home, redis.uri(), Duration.ZERO, chain);
    setup
        .properties(redis.uri(), Duration.ofSeconds(2))
        .forEach((name, value) -> settings.add("-D" + name + "=" + value));
    settings.add("-Dmicronaut.server.port=" + gatewayPort);
    settings.add("-Dtributary.fee.payee=" + TestStack.GATEWAY.text());
    settings.add("-Dtributary.payment.sweep=true");
    settings.add("-Dtributary.routing.worker-ttl=1h");
    more.forEach((name, value) -> settings.add("-D" + name + "=" + value));
    gateway = startGateway();
    awaitServing();
  }

  URI gateway(String path) {
    return URI.create("http://127.0.0.1:" + gatewayPort + path);
  }

  URI redis() {
    return redis.uri();
  }

  URI chain() {
    return chain.rpcUrl();
  }

  /** kill -9, and a start where it was. */
  void killAndRestart(Part part) throws Exception {
    switch (part) {
      case GATEWAY -> {
        gateway.destroyForcibly().waitFor();
        gateway = startGateway();
      }
      case REDIS -> {
        redis.kill();
        redis = RedisProcess.start(home.resolve("redis"), redisPort);
      }
      case CHAIN -> {
        killChain();
        chain = TestAnvil.start(home.resolve("chain.json"), chainPort);
      }
    }
    awaitServing();
  }

  /** Anvil writes its state over the old one: killed just then, it finds the one before. */
  private void killChain() throws Exception {
    Path state = home.resolve("chain.json");
    Path before = home.resolve("chain.before.json");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          Files.copy(state, before, StandardCopyOption.REPLACE_EXISTING);
          return isWhole(before);
        });
    chain.kill();
    if (!isWhole(state)) {
      Files.copy(before, state, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isWhole(Path state) throws IOException {
    try {
      return RunningStack.JSON.readTree(state.toFile()).isObject();
    } catch (JsonProcessingException torn) {
      return false;
    }
  }

  private void awaitServing() {
    HttpRequest health = HttpRequest.newBuilder(gateway("/v1/models")).build();
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          if (!gateway.isAlive()) {
            gateway = startGateway();
          }
          return http.send(health, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        });
  }

  private Process startGateway() throws IOException {
    String classpath =
        Optional.ofNullable(System.getProperty("surefire.test.class.path"))
            .orElseGet(() -> System.getProperty("java.class.path", ""));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx192m",
                "-cp",
                classpath));
    command.addAll(settings);
    command.addAll(List.of(Main.class.getName(), "serve"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("gateway.log").toFile()))
        .start();
  }

  @Override
  public void close() throws Exception {
    gateway.destroyForcibly().waitFor();
    setup.close();
    chain.kill();
    redis.kill();
  }
}
