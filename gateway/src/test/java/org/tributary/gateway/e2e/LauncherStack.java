package org.tributary.gateway.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A stack started by the launcher itself, with a home and ports of its own. */
final class LauncherStack implements AutoCloseable {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Path home;
  private final List<String> ports = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();

  LauncherStack(Path home) throws IOException {
    this.home = home;
    for (String part : List.of("gateway", "chain", "redis")) {
      ports.add("--" + part + "-port=" + freePort());
    }
    ports.add("--worker-port=" + freePorts(2));
  }

  /** Why no stack can be started here, or an empty text. */
  static String missing() {
    if (System.getenv("TRIBUTARY_WORKER_CLASSPATH") == null) {
      return "run by ./tributary test, which builds what the stack is started from";
    }
    return Files.exists(PROJECT.resolve("models/brook-7m/model.safetensors"))
        ? ""
        : "models/brook-7m has no weights";
  }

  /** The first of {@code count} free ports in a row: one for each shipped model. */
  private static int freePorts(int count) throws IOException {
    while (true) {
      int first = freePort();
      List<ServerSocket> held = new ArrayList<>();
      try {
        for (int i = 0; i < count; i++) {
          held.add(new ServerSocket(first + i));
        }
        return first;
      } catch (IOException | IllegalArgumentException taken) {
        continue;
      } finally {
        for (ServerSocket socket : held) {
          socket.close();
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  String up() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("up", "--detach"));
    command.addAll(ports);
    return run(command.toArray(String[]::new));
  }

  /** Runs a command of the launcher; its output, which must end well. */
  String run(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(PROJECT.resolve("tributary").toString(), arguments[0]));
    command.addAll(List.of("--home", home.toString()));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(3, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed:\n" + output);
    }
    return output;
  }

  JsonNode description() throws IOException {
    return JSON.readTree(home.resolve("stack.json").toFile());
  }

  URI gateway() throws IOException {
    return URI.create(description().path("gateway").asText());
  }

  ProcessHandle process(String part) throws IOException {
    return ProcessHandle.of(description().path("pids").path(part).asLong()).orElseThrow();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(gateway().resolve(path))
            .header("Authorization", "Bearer " + description().path("accessKey").asText())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  JsonNode getJson(String path) throws IOException, InterruptedException {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answered " + response.statusCode() + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    run("down");
  }
}
