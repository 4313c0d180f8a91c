package org.tributary.contracts.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** One JSON-RPC call over HTTP, with errors told apart. */
final class JsonRpc {
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong ids = new AtomicLong();
  private final URI url;
  private final Duration timeout;

  JsonRpc(URI url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  JsonNode call(String method, Object... params) {
    JsonNode answer = post(method, params);
    JsonNode error = answer.path("error");
    if (!error.isMissingNode() && !error.isNull()) {
      throw failure(method, error);
    }
    return answer.path("result");
  }

  private JsonNode post(String method, Object[] params) {
    try {
      Map<String, Object> body =
          Map.of(
              "jsonrpc",
              "2.0",
              "id",
              ids.incrementAndGet(),
              "method",
              method,
              "params",
              List.of(params));
      HttpRequest request =
          HttpRequest.newBuilder(url)
              .timeout(timeout)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body)))
              .build();
      return json.readTree(exchange(request, isRead(method)));
    } catch (IOException e) {
      throw new ChainException.Unreachable("no answer to " + method + " from " + shown(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException.Unreachable("interrupted during " + method, e);
    }
  }

  /** Providers put an access key into the path, the query or before the host: logs show none. */
  private String shown() {
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    return url.getScheme() + "://" + url.getHost() + port;
  }

  /**
   * A node may close a kept connection just as it is taken for a request: a read is asked again.
   */
  private byte[] exchange(HttpRequest request, boolean again)
      throws IOException, InterruptedException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body();
    } catch (HttpTimeoutException | ConnectException away) {
      throw away;
    } catch (IOException closed) {
      if (!again) {
        throw closed;
      }
      return exchange(request, false);
    }
  }

  private static boolean isRead(String method) {
    return method.startsWith("eth_") && !method.startsWith("eth_send");
  }

  private static ChainException failure(String method, JsonNode error) {
    String message = error.path("message").asText("no message");
    JsonNode data = error.path("data");
    // Some nodes wrap the data once more.
    String hex = data.isObject() ? data.path("data").asText("") : data.asText("");
    if (hex.startsWith("0x") && hex.length() >= 10) {
      String name = RevertReasons.name(hex);
      return new ChainException.Reverted(name, "reverted with " + name);
    }
    if (message.contains("revert")) {
      return new ChainException.Reverted("", message);
    }
    return new ChainException.Refused(method + ": " + message);
  }
}
