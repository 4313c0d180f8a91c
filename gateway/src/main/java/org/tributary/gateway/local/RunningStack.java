package org.tributary.gateway.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.chain.AssetRegistryContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;

/** The stack that runs on this machine, as its folder describes it and its gateway answers. */
public final class RunningStack {
  public static final JsonMapper JSON =
      JsonMapper.builder().addModule(new JavaTimeModule()).build();

  /** A settlement waits for several transactions. */
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final Path home;
  private final StackDescription description;
  private final HttpClient http = HttpClient.newBuilder().build();

  private RunningStack(Path home, StackDescription description) {
    this.home = home;
    this.description = description;
  }

  /** {@code home} is the folder that `tributary up` keeps its state in. */
  static RunningStack in(Path home) {
    Path file = home.resolve("stack.json");
    if (!Files.exists(file)) {
      throw new StackFailure("no stack is running here: " + file + " is missing; run `up` first");
    }
    try {
      return new RunningStack(home, StackDescription.read(file));
    } catch (IOException e) {
      throw new StackFailure("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  public <T> T get(String path, Class<T> type) {
    return send(request(path).GET().build(), type);
  }

  public <T> T post(String path, String accessKey, Class<T> type) {
    HttpRequest.Builder request = request(path).POST(HttpRequest.BodyPublishers.noBody());
    return send(request.header("Authorization", "Bearer " + accessKey).build(), type);
  }

  /** Any request, with a JSON body or none. */
  public <T> T send(
      String method, String path, String accessKey, @Nullable String body, Class<T> type) {
    HttpRequest.BodyPublisher content =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest.Builder request = request(path).method(method, content);
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    return send(request.header("Authorization", "Bearer " + accessKey).build(), type);
  }

  /** A request that needs no access key. */
  public <T> T post(String path, byte[] body, Class<T> type) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        type);
  }

  /** As it is, for what is named by the hash of its bytes. */
  public byte[] bytes(String path) {
    return send(request(path).GET().build()).getBytes(StandardCharsets.UTF_8);
  }

  /** A request's body. */
  public static byte[] json(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a body is always JSON", e);
    }
  }

  /** The development account's access key. */
  public String accessKey() {
    return description.accessKey();
  }

  /** Where a key of the stack's own is kept. */
  public Path keyFile(String name) {
    return home.resolve("keys").resolve(name);
  }

  /** The text of a file among the operator's keys. */
  public String key(String name) {
    return read(keyFile(name));
  }

  /** A secret key in a file, which no message may show. */
  public static SigningKey signingKey(Path file) {
    try {
      return SigningKey.fromHex(read(file));
    } catch (IllegalArgumentException e) {
      // The cause may carry the text.
      throw new StackFailure(file + " holds no key of 64 hex digits");
    }
  }

  public static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new StackFailure("cannot read the key at " + file, e);
    }
  }

  public Chain chain() {
    try {
      return Chain.connect(URI.create(description.rpcUrl()));
    } catch (ChainException e) {
      throw new StackFailure("the chain does not answer at " + description.rpcUrl(), e);
    }
  }

  public RevenuePoolContract pool(Chain chain) {
    return new RevenuePoolContract(chain, contract("revenuePool"));
  }

  public AssetRegistryContract assets(Chain chain) {
    return new AssetRegistryContract(chain, contract("assetRegistry"));
  }

  public Address contract(String name) {
    String at = description.contracts().get(name);
    if (at == null) {
      throw new StackFailure("stack.json names no " + name + "; run `up` again");
    }
    return new Address(at);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(description.gateway()).resolve(path)).timeout(TIMEOUT);
  }

  private <T> T send(HttpRequest request, Class<T> type) {
    try {
      return JSON.readValue(send(request), type);
    } catch (JsonProcessingException e) {
      throw new StackFailure("the gateway's answer cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private String send(HttpRequest request) {
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new StackFailure(message(answer));
      }
      return answer.body();
    } catch (JsonProcessingException e) {
      throw new StackFailure("the gateway's answer cannot be read: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new StackFailure(
          "the gateway does not answer at " + description.gateway() + "; is the stack up?", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StackFailure("interrupted", e);
    }
  }

  private static String message(HttpResponse<String> answer) throws JsonProcessingException {
    JsonNode error = JSON.readTree(answer.body()).path("error");
    String code = error.path("code").asText(Integer.toString(answer.statusCode()));
    return code + ": " + error.path("message").asText("the gateway answered " + code);
  }
}
