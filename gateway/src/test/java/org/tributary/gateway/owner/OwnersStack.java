package org.tributary.gateway.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.asset.AssetCatalogue;
import org.tributary.gateway.keystore.TestKeystore;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.settlement.TestAnvil;
import picocli.CommandLine;

/** A gateway over a real Redis and a real chain, owners with keys, and a web site of their own. */
final class OwnersStack implements AutoCloseable {
  final TestAnvil anvil = TestAnvil.start();
  final Chain chain = Chain.connect(anvil.rpcUrl());
  final Deployment deployment;
  final AssetRegistryContract registry;
  final EmbeddedServer server;
  final Map<String, String> site = new HashMap<>();
  private final HttpServer web;
  private final Path home;
  private final HttpClient http = HttpClient.newHttpClient();

  OwnersStack(Path home, URI redis) throws IOException {
    this.home = home;
    SigningKey operator = TestAnvil.fundedKey(chain);
    TxSender sender = TxSender.of(chain, operator);
    deployment =
        Deployer.deploy(
            chain,
            sender,
            new Deployer.Options(sender.address(), sender.address(), Duration.ZERO)
                .with(Deployer.RegistryTimes.DEVELOPMENT));
    registry = new AssetRegistryContract(chain, deployment.assetRegistry());
    Files.createDirectories(home.resolve("keys"));
    KeyFile.write(home.resolve("keys/operator.key"), operator.secretHex());
    TestKeystore.create(home.resolve("keys/master-secret"));
    deployment.write(home.resolve("deployment.json"));
    web = web();
    server = ApplicationContext.run(EmbeddedServer.class, properties(redis));
    describe();
  }

  /** A key with coins, in a file of its own. */
  Path key(String name) throws IOException {
    Path file = home.resolve("keys/" + name);
    return Files.writeString(file, TestAnvil.fundedKey(chain).secretHex());
  }

  SigningKey keyIn(Path file) throws IOException {
    return SigningKey.fromHex(Files.readString(file));
  }

  /** What is at the web site's well-known path answers there, as host and port. */
  String webHost() {
    return "127.0.0.1:" + web.getAddress().getPort();
  }

  /** Lets everything that was changed come into force. */
  void nextPeriod() {
    DevelopmentChain.of(chain).advance(registry.period().plus(registry.notice()));
    bean(AssetCatalogue.class).refresh();
  }

  <T> T bean(Class<T> type) {
    return server.getApplicationContext().getBean(type);
  }

  /** What a command printed, on out and err together. */
  record Printed(int exitCode, String text) {}

  Printed run(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line =
        new CommandLine(new AssetsCommand())
            .setOut(new PrintWriter(text, true))
            .setErr(new PrintWriter(text, true));
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--home", home.toString()));
    return new Printed(line.execute(all.toArray(String[]::new)), text.toString());
  }

  JsonNode ok(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    Printed printed = run(all.toArray(String[]::new));
    if (printed.exitCode() != 0) {
      throw new AssertionError(printed.text());
    }
    return RunningStack.JSON.readTree(printed.text().substring(printed.text().indexOf('{')));
  }

  JsonNode get(String path) throws Exception {
    return answer(HttpRequest.newBuilder(server.getURI().resolve(path)).GET().build(), 200);
  }

  /** The stable code of a refusal. */
  String refused(int status, String path, String body) throws Exception {
    return answer(post(path, body), status).at("/error/code").asText();
  }

  HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(server.getURI().resolve(path))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  JsonNode answer(HttpRequest request, int status) throws Exception {
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != status) {
      throw new AssertionError(answer.statusCode() + " " + answer.body());
    }
    return RunningStack.JSON.readTree(answer.body());
  }

  @Override
  public void close() {
    server.close();
    web.stop(0);
    anvil.close();
  }

  private Map<String, Object> properties(URI redis) {
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
    all.put("tributary.assets.min-age", "0s");
    all.put("tributary.assets.max-age", "1ms");
    all.put("tributary.manifests.per-network-per-day", "1000");
    all.put("tributary.manifests.per-day", "1000");
    all.put("tributary.proofs.private-hosts", List.of(webHost()));
    return all;
  }

  private void describe() throws IOException {
    Map<String, Object> description =
        Map.of(
            "gateway", server.getURL().toString(),
            "rpcUrl", anvil.rpcUrl().toString(),
            "chainId", chain.chainId(),
            "contracts", deployment.contracts());
    RunningStack.JSON.writeValue(home.resolve("stack.json").toFile(), description);
  }

  private HttpServer web() throws IOException {
    HttpServer made =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    made.createContext(
        "/",
        exchange -> {
          String text = site.get(exchange.getRequestURI().getPath());
          byte[] body = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              text == null ? 404 : 200, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    made.start();
    return made;
  }
}
