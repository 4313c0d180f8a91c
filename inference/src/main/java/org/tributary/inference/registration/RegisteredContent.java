package org.tributary.inference.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * The content that an asset was registered with, by the registry itself or by a gateway's word: a
 * worker that was told which asset it serves refuses weights that are not that asset's.
 */
public final class RegisteredContent {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final int MAX_ANSWER_BYTES = 1 << 20;
  private static final String CONTENT_HASH_OF =
      Keccak256.hash("contentHashOf(uint256)".getBytes(StandardCharsets.US_ASCII))
          .text()
          .substring(0, 10);

  private final ObjectMapper json;

  public RegisteredContent(ObjectMapper json) {
    this.json = json;
  }

  /**
   * @throws IOException where the node does not say, or knows no such asset
   */
  public Bytes32 onChain(URI rpc, Address registry, long asset)
      throws IOException, InterruptedException {
    String data =
        CONTENT_HASH_OF + Bytes32.of(BigInteger.valueOf(asset)).text().substring("0x".length());
    byte[] body =
        json.writeValueAsBytes(
            Map.of(
                "jsonrpc",
                "2.0",
                "id",
                1,
                "method",
                "eth_call",
                "params",
                new Object[] {Map.of("to", registry.text(), "data", data), "latest"}));
    JsonNode answer =
        ask(
            HttpRequest.newBuilder(rpc)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    return known(answer.path("result").asText(), asset, rpc);
  }

  /**
   * @throws IOException where the gateway does not say, or knows no such asset
   */
  public Bytes32 byGateway(URI gateway, long asset) throws IOException, InterruptedException {
    URI at = gateway.resolve("/v1/assets/" + asset);
    return known(ask(HttpRequest.newBuilder(at).GET()).path("contentHash").asText(), asset, at);
  }

  /**
   * @throws IOException where what is loaded is not what was registered
   */
  public static void requireSame(Bytes32 registered, Bytes32 loaded, long asset)
      throws IOException {
    if (!registered.equals(loaded)) {
      throw new IOException(
          "weights_differ: asset %d is %s and these files are %s; they are not served"
              .formatted(asset, registered, loaded));
    }
  }

  private JsonNode ask(HttpRequest.Builder request) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      HttpResponse<InputStream> answer =
          client.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream in = answer.body()) {
        byte[] bytes = in.readNBytes(MAX_ANSWER_BYTES);
        if (answer.statusCode() != 200) {
          throw new IOException("registry_unreadable: status " + answer.statusCode());
        }
        return json.readTree(bytes);
      }
    }
  }

  private static Bytes32 known(String text, long asset, URI at) throws IOException {
    try {
      Bytes32 hash = new Bytes32(text);
      if (!hash.equals(Bytes32.ZERO)) {
        return hash;
      }
    } catch (IllegalArgumentException noHash) {
      // Nor is it an answer.
    }
    throw new IOException("asset_not_found: " + at + " knows no asset " + asset);
  }
}
