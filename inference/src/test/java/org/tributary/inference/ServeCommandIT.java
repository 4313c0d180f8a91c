package org.tributary.inference;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.inference.training.TinyModel;
import org.tributary.models.manifest.ModelManifest;

/** {@code worker serve} as a process of its own: what it prints, how it fails, how it ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServeCommandIT {
  private static final Pattern SERVING = Pattern.compile("serving tiny at (http://\\S+) .*");
  private static final String LONG =
      "{\"model\":\"tiny\",\"prompt\":\"the\",\"max_tokens\":%d,\"stream\":true}";
  private final Path model;
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();

  ServeCommandIT(@TempDir Path folder) throws IOException {
    model = TinyModel.slow(folder.resolve("tiny"));
  }

  @AfterEach
  void nothingIsLeft() {
    started.forEach(Process::destroyForcibly);
    started.clear();
  }

  @AfterAll
  void close() {
    client.close();
  }

  private Process serve(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "org.tributary.inference.Main",
                "worker",
                "serve"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }

  private String url(BufferedReader out) throws IOException {
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher serving = SERVING.matcher(line);
      if (serving.matches()) {
        return serving.group(1);
      }
    }
    throw new IOException("it ended before it served");
  }

  private InputStream stream(String url, int maxAnswer) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/v1/completions"))
            .POST(HttpRequest.BodyPublishers.ofString(LONG.formatted(maxAnswer)))
            .build();
    HttpResponse<InputStream> response =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertTrue(response.body().read() >= 0);
    return response.body();
  }

  /** {@link Process#destroy} would close its streams, too. */
  private static void terminate(Process process) {
    assertTrue(process.toHandle().destroy());
  }

  @Test
  void whenItSaysThatItServes_itHasAnsweredOnce() throws Exception {
    Process worker = serve(model.toString(), "--port", "0");
    try (BufferedReader out = worker.inputReader()) {
      HttpRequest metrics = HttpRequest.newBuilder(URI.create(url(out) + "/metrics")).build();
      String text = client.send(metrics, HttpResponse.BodyHandlers.ofString()).body();
      assertTrue(text.contains("tributary_worker_decode_model_tokens_total 4.0"), text);
    }
  }

  @Test
  void terminated_endsItsAnswersFirst() throws Exception {
    Process worker = serve(model.toString(), "--port", "0", "--precision", "f32");
    try (BufferedReader out = worker.inputReader();
        InputStream answer = stream(url(out), 600)) {
      terminate(worker);
      assertEquals("draining: 1 running, 0 waiting", out.readLine());
      assertTrue(new String(answer.readAllBytes(), StandardCharsets.UTF_8).contains("[DONE]"));
      assertTrue(worker.waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, worker.exitValue());
      assertEquals("", error(worker));
    }
  }

  @Test
  void terminatedTwice_endsAtOnce() throws Exception {
    Process worker = serve(model.toString(), "--port", "0", "--drain-seconds", "600");
    try (BufferedReader out = worker.inputReader();
        InputStream answer = stream(url(out), 4000)) {
      terminate(worker);
      assertTrue(out.readLine().startsWith("draining"));
      terminate(worker);
      assertTrue(worker.waitFor(5, TimeUnit.SECONDS));
      assertEquals(128 + 15, worker.exitValue());
      assertTrue(answer.available() >= 0);
    }
  }

  @Test
  void drainThatTakesTooLong_isCutOff() throws Exception {
    Process worker = serve(model.toString(), "--port", "0", "--drain-seconds", "0");
    try (BufferedReader out = worker.inputReader();
        InputStream answer = stream(url(out), 4000)) {
      terminate(worker);
      String rest = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(rest.contains("worker_stopping") && !rest.contains("[DONE]"), rest);
      assertTrue(worker.waitFor(20, TimeUnit.SECONDS));
      assertEquals(1, worker.exitValue());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--slots 0,2,slot",
    "--precision f16,2,--precision",
    "--port x,2,--port",
    "--device gpu63,2,gpu63",
    "--bogus,2,--bogus",
    "--asset x,2,--asset",
    "--drain-seconds -1,2,--drain-seconds",
  })
  void wrongUse_isOneLine(String options, int code, String word) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(model.toString()));
    arguments.addAll(List.of(options.split(" ")));
    assertFails(serve(arguments.toArray(String[]::new)), code, word);
  }

  @Test
  void folderThatIsNoModel_isOneLine(@TempDir Path folder) throws Exception {
    assertFails(serve(folder.resolve("absent").toString()), 2, "absent");
    assertFails(serve(folder.toString()), 2, "config.json");
  }

  @Test
  void unsupportedOrHostileFiles_areOneLine(@TempDir Path folder) throws Exception {
    Path broken = TinyModel.fast(folder.resolve("broken"));
    Path config = broken.resolve("config.json");
    String good = Files.readString(config);
    Files.writeString(
        config, good.replaceAll("\"model_type\":\"\\w+\"", "\"model_type\":\"gpt2\""));
    assertFails(serve(broken.toString(), "--port", "0"), 1, "model_type = \"gpt2\"");
    Files.writeString(config, good);
    Path weights = broken.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length / 2));
    assertFails(serve(broken.toString(), "--port", "0"), 1, "model.safetensors");
    Files.write(weights, bytes);
    Files.writeString(broken.resolve("tokenizer.json"), "{}");
    assertFails(serve(broken.toString(), "--port", "0"), 1, "tokenizer.json");
  }

  /** A registry's node and a gateway in one, which say what asset 7 was registered with. */
  @ParameterizedTest
  @CsvSource({"--gateway %s", "--rpc %s --registry 0x00000000000000000000000000000000000000aa"})
  void weightsOfAnotherAsset_areNotServed(String where) throws Exception {
    String right = "0x" + ModelManifest.contentHash(model).hex();
    HttpServer registry = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    AtomicReference<String> registered = new AtomicReference<>("0x" + "ab".repeat(32));
    registry.createContext("/", exchange -> answer(exchange, String.valueOf(registered.get())));
    registry.start();
    try {
      String asked = where.formatted("http://127.0.0.1:" + registry.getAddress().getPort());
      List<String> arguments =
          new ArrayList<>(List.of(model.toString(), "--port", "0", "--asset", "7", "--key"));
      arguments.add(model.resolveSibling("worker.key").toString());
      arguments.addAll(List.of(asked.split(" ")));
      assertFails(serve(arguments.toArray(String[]::new)), 1, "weights_differ");
      registered.set("0x" + "00".repeat(32));
      assertFails(serve(arguments.toArray(String[]::new)), 1, "asset_not_found");
      registered.set(right);
      try (BufferedReader out = serve(arguments.toArray(String[]::new)).inputReader()) {
        assertTrue(url(out).startsWith("http://"));
      }
    } finally {
      registry.stop(0);
    }
  }

  private static void answer(HttpExchange exchange, String hash) throws IOException {
    boolean isGateway = exchange.getRequestMethod().equals("GET");
    if (!isGateway) {
      String call = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(call.contains("0".repeat(63) + "7"), call);
    }
    byte[] body =
        (isGateway ? "{\"contentHash\":\"%s\"}" : "{\"jsonrpc\":\"2.0\",\"result\":\"%s\"}")
            .formatted(hash)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void portThatIsTaken_isOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      String port = Integer.toString(taken.getLocalPort());
      assertFails(serve(model.toString(), "--host", "0.0.0.0", "--port", port), 1, port);
    }
  }

  private static void assertFails(Process process, int code, String word) throws Exception {
    String error = error(process);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(code, process.exitValue(), error);
    assertTrue(error.startsWith("tributary: ") && error.contains(word), error);
    assertFalse(error.contains("\tat "), error);
    long lines = error.lines().filter(l -> !l.startsWith("See ")).count();
    assertEquals(1, lines, error);
  }

  private static String error(Process process) throws IOException {
    return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void healthIsAnswered_whileTheModelLoads() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process worker = serve(model.toString(), "--port", Integer.toString(port));
    List<Integer> seen = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> seen.add(health(port)) && seen.getLast() == 200);
    assertTrue(seen.contains(503), seen.toString());
    assertTrue(worker.isAlive());
  }

  private int health(int port) throws InterruptedException {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException notBound) {
      return 0;
    }
  }
}
