package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.keys.SigningKey;

/** A real development chain on a free port, for the time of one test class. */
public final class TestAnvil implements AutoCloseable {
  private static final String LISTENING = "Listening on ";

  private final Process process;
  private final URI rpcUrl;

  private TestAnvil(Process process, URI rpcUrl) {
    this.process = process;
    this.rpcUrl = rpcUrl;
  }

  /** Skips the test, loudly, where anvil is not installed. */
  public static TestAnvil start() throws IOException {
    return start(List.of("--port", "0"));
  }

  /** One that comes back with what it wrote each second, wherever it was killed. */
  static TestAnvil start(Path state, int port) throws IOException {
    return start(
        List.of(
            "--port",
            Integer.toString(port),
            "--state",
            state.toString(),
            "--state-interval",
            "1"));
  }

  private static TestAnvil start(List<String> settings) throws IOException {
    Path binary = binary().orElse(null);
    if (binary == null) {
      String skipped = "SKIPPED: no anvil in " + tools() + "; run contracts/build/tools.sh";
      System.err.println(skipped);
      return abort(skipped);
    }
    List<String> command = new ArrayList<>(List.of(binary.toString(), "--host", "127.0.0.1"));
    command.addAll(settings);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // A test whose set-up fails never comes to close it.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new TestAnvil(process, URI.create("http://" + address(process)));
  }

  /** kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public URI rpcUrl() {
    return rpcUrl;
  }

  /** A new key with coins for gas. */
  public static SigningKey fundedKey(Chain chain) {
    SigningKey key = SigningKey.random();
    DevelopmentChain.of(chain).setNativeBalance(key.address(), BigInteger.TEN.pow(19));
    return key;
  }

  /** The chain as it is now, for {@link #revert}. */
  public String snapshot() throws IOException, InterruptedException {
    String answer = rpc("evm_snapshot", "");
    return answer.replaceAll(".*\"result\":\"(0x[0-9a-f]+)\".*", "$1");
  }

  /** Forgets all blocks since a snapshot, as a reorg does. */
  public void revert(String snapshot) throws IOException, InterruptedException {
    String answer = rpc("evm_revert", '"' + snapshot + '"');
    if (!answer.contains("true")) {
      throw new IOException(answer);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  private String rpc(String method, String parameter) throws IOException, InterruptedException {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\",\"params\":[%s]}"
            .formatted(method, parameter);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(rpcUrl)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static String address(Process process) throws IOException {
    // Left open: closing the pipe would end anvil at its next line.
    BufferedReader output = process.inputReader();
    StringBuilder said = new StringBuilder();
    for (@Nullable String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(LISTENING)) {
        drain(output);
        return line.substring(LISTENING.length());
      }
      said.append('\n').append(line);
    }
    throw new IOException("anvil ended before it listened:" + said);
  }

  /** A full pipe would stop anvil. */
  private static void drain(BufferedReader output) {
    Thread.ofVirtual()
        .start(() -> {
          try {
            output.transferTo(Writer.nullWriter());
          } catch (IOException closedWithTheProcess) {
            // Expected when the test ends.
          }
        });
  }

  private static Optional<Path> binary() throws IOException {
    Path packages = tools().resolve("node_modules/@foundry-rs");
    if (!Files.isDirectory(packages)) {
      return Optional.empty();
    }
    try (Stream<Path> each = Files.list(packages)) {
      return each.map(folder -> folder.resolve("bin/anvil")).filter(Files::isExecutable).findAny();
    }
  }

  private static Path tools() {
    String named = System.getenv("TRIBUTARY_TOOLS");
    return named == null
        ? Path.of("../.tributary/tools").toAbsolutePath().normalize()
        : Path.of(named);
  }
}
