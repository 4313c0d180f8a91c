package org.tributary.gateway.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.KeyFile;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.models.manifest.ModelManifest;

/**
 * Starts Redis, the chain, a worker for each shipped model and the gateway on this machine, and
 * makes them one stack.
 */
final class LocalStack {
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_MS = 50;
  private final StackOptions options;
  private final StackHome home;
  private final StackPorts ports;
  private final StackProcesses processes;
  private final PrintWriter out;
  private final SecureRandom random = new SecureRandom();
  private final HttpClient http = HttpClient.newHttpClient();

  LocalStack(StackOptions options, StackProcesses processes, PrintWriter out) {
    this.options = options;
    this.home = options.home();
    this.ports = options.ports();
    this.processes = processes;
    this.out = out;
  }

  /** Brings every part up, in the order in which each needs the others. */
  StackDescription start() throws IOException, InterruptedException {
    List<ModelWorker> workers = plannedWorkers();
    requireFreePorts(workers);
    Map<ModelWorker, Process> serving = new LinkedHashMap<>();
    for (ModelWorker worker : workers) {
      serving.put(worker, start(worker));
    }
    URI redis = startRedis();
    URI rpc = startChain();
    say("contracts and owners");
    ChainSetup chain = new ChainSetup(home, rpc, random);
    TxSender operator = chain.sender("operator.key");
    Deployment deployment = chain.deploy(operator, options.activationDelay());
    List<byte[]> manifests = chain.registerModels(deployment, options.models());
    for (ModelWorker worker : workers) {
      chain.registerWorker(deployment, worker);
    }
    say("accounts");
    String accessKey =
        new AccountSetup(home, chain, deployment, random, Clock.systemUTC()).open(redis);
    Process gateway = startGateway(redis, rpc, deployment, operator.address());
    await("gateway", gateway, "/health", body -> body.contains("UP"));
    for (Map.Entry<ModelWorker, Process> each : serving.entrySet()) {
      await(each.getKey().part(), each.getValue(), "/v1/models", each.getKey()::isOffered);
    }
    StackDescription description =
        new StackDescription(
            gatewayUrl(),
            "http://localhost:" + ports.gateway() + "/",
            accessKey,
            rpc.toString(),
            deployment.chainId(),
            texts(deployment.contracts()),
            workers.stream().map(ModelWorker::url).toList(),
            processes.pids());
    description.write(home.stackFile());
    RunningStack running = RunningStack.in(home.root());
    manifests.forEach(each -> running.post("/v1/assets/manifests", each, JsonNode.class));
    return description;
  }

  private List<ModelWorker> plannedWorkers() throws IOException {
    if (!Files.isDirectory(options.models())) {
      throw new StackFailure(
          "no folder " + options.models() + ": run this in the project's folder");
    }
    return ModelWorker.all(options.models(), ports.worker());
  }

  private void requireFreePorts(List<ModelWorker> workers) {
    ports.requireApart(workers);
    StackPorts.requireFree("gateway", ports.gateway());
    workers.forEach(worker -> StackPorts.requireFree("worker", worker.port()));
    if (options.rpc() == null) {
      StackPorts.requireFree("chain", ports.chain());
    }
    if (options.redis() == null) {
      StackPorts.requireFree("redis", ports.redis());
    }
  }

  private URI startRedis() throws IOException, InterruptedException {
    URI given = options.redis();
    if (given != null) {
      return given;
    }
    say("Redis");
    RedisProcess redis = RedisProcess.start(home.redis(), ports.redis());
    processes.add(
        "redis", ProcessHandle.of(redis.pid()).orElseThrow(() -> new IOException("Redis ended")));
    return redis.uri();
  }

  private URI startChain() throws IOException, InterruptedException {
    URI given = options.rpc();
    if (given != null) {
      return given;
    }
    say("chain");
    Path tools = Path.of(System.getenv().getOrDefault("TRIBUTARY_TOOLS", home.root() + "/tools"));
    Process anvil = AnvilProcess.start(processes, home, tools, ports.chain());
    URI rpc = URI.create("http://127.0.0.1:" + ports.chain());
    Instant deadline = Instant.now().plus(START);
    while (!answers(rpc)) {
      requireAlive("chain", anvil, deadline);
    }
    return rpc;
  }

  private static boolean answers(URI rpc) {
    try {
      return Chain.connect(rpc).chainId() > 0;
    } catch (ChainException e) {
      return false;
    }
  }

  private Process start(ModelWorker worker) throws IOException {
    say("worker with " + worker.model());
    return processes.start(
        worker.part(),
        worker.command(workerClasspath(), home, gatewayUrl()),
        Map.of(),
        home.log(worker.part()));
  }

  private static String workerClasspath() {
    String classpath = System.getenv("TRIBUTARY_WORKER_CLASSPATH");
    if (classpath == null) {
      throw new StackFailure("TRIBUTARY_WORKER_CLASSPATH is not set: start with ./tributary up");
    }
    return classpath;
  }

  private Process startGateway(URI redis, URI rpc, Deployment deployment, Address operator)
      throws IOException {
    say("gateway");
    SigningKey operatorAccess = KeyFile.readOrCreate(home.key("operator-access.key"));
    String operatorAccessKey = "op-" + operatorAccess.secretHex().substring(2);
    KeyFile.write(home.key("operator-access-key"), operatorAccessKey);
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("TRIBUTARY_GATEWAY_PORT", Integer.toString(ports.gateway()));
    environment.put("TRIBUTARY_REDIS_URI", redis.toString());
    environment.put("TRIBUTARY_CHAIN_RPC_URL", rpc.toString());
    environment.put("TRIBUTARY_CHAIN_DEPLOYMENT", home.deploymentFile().toString());
    environment.put("TRIBUTARY_CHAIN_OPERATOR_KEY", home.key("operator.key").toString());
    environment.put("TRIBUTARY_KEYS_MASTER_SECRET_FILE", home.key("master-secret").toString());
    environment.put("TRIBUTARY_KEYS_PASSPHRASE_FILE", home.passphraseFile().toString());
    environment.put("TRIBUTARY_SETTLEMENT_OPERATOR_ACCESS_KEY", operatorAccessKey);
    environment.put("TRIBUTARY_PUBLICATION_FOLDER", home.published().toString());
    environment.put("TRIBUTARY_TRIAL_MODELS", trialModels());
    environment.put("TRIBUTARY_FEE_PAYEE", operator.text());
    environment.put("TRIBUTARY_MODELS_FOLDER", options.models().toAbsolutePath().toString());
    environment.put("TRIBUTARY_IMAGES_FOLDER", home.images().toString());
    environment.put("TRIBUTARY_RECEIPT_CHAIN_ID", Long.toString(deployment.chainId()));
    environment.put("TRIBUTARY_RECEIPT_REVENUE_POOL", deployment.revenuePool().text());
    return processes.start(
        "gateway",
        StackProcesses.java(
            "-Xmx256m",
            System.getProperty("java.class.path"),
            "org.tributary.gateway.Main",
            "serve"),
        environment,
        home.log("gateway"));
  }

  /**
   * Visitors' budgets are for the models that this machine ships, unless the operator says else.
   */
  private String trialModels() throws IOException {
    String given = System.getenv("TRIBUTARY_TRIAL_MODELS");
    if (given != null) {
      return given;
    }
    List<String> names = new ArrayList<>();
    for (Path model : ChainSetup.shippedModels(options.models())) {
      names.add(ModelManifest.read(model).name());
    }
    return String.join(",", names);
  }

  private void await(String part, Process process, String path, Predicate<String> shown)
      throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(START);
    while (!shows(URI.create(gatewayUrl() + path), shown)) {
      requireAlive(part, process, deadline);
    }
  }

  private boolean shows(URI uri, Predicate<String> shown) throws InterruptedException {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 && shown.test(response.body());
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits a moment; a part that ended or takes too long is shown with the end of its log. */
  private void requireAlive(String part, Process process, Instant deadline)
      throws IOException, InterruptedException {
    boolean ended = process.waitFor(POLL_MS, TimeUnit.MILLISECONDS);
    if (ended || Instant.now().isAfter(deadline)) {
      List<String> log = Files.readAllLines(home.log(part));
      String tail = String.join("\n", log.subList(Math.max(0, log.size() - 15), log.size()));
      throw new StackFailure(
          "the %s %s; the end of %s:%n%s"
              .formatted(part, ended ? "ended at once" : "does not answer", home.log(part), tail));
    }
  }

  private String gatewayUrl() {
    return "http://127.0.0.1:" + ports.gateway();
  }

  private static Map<String, String> texts(Map<String, Address> contracts) {
    Map<String, String> texts = new LinkedHashMap<>();
    contracts.forEach((name, address) -> texts.put(name, address.text()));
    return texts;
  }

  private void say(String what) {
    out.println("  · " + what);
    out.flush();
  }
}
