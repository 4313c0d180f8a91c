package org.tributary.gateway.call;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpHostResolver;
import org.jspecify.annotations.Nullable;
import org.tributary.gateway.idempotency.IdempotencyKey;
import org.tributary.gateway.quote.MaxCost;
import org.tributary.gateway.x402.X402Headers;

/**
 * What the payer sent: where to, the headers that say who pays and how much, and the body.
 *
 * @param host scheme and authority that the caller reached the gateway by
 * @param path of the endpoint
 */
@SuppressWarnings("ArrayRecordComponent") // read once, never compared
public record Call(
    String host,
    String path,
    @Nullable String authorization,
    @Nullable String maxCost,
    @Nullable String idempotencyKey,
    X402Headers payment,
    byte[] body) {

  public static Call of(HttpRequest<byte[]> request, HttpHostResolver hosts) {
    HttpHeaders headers = request.getHeaders();
    return new Call(
        hosts.resolve(request),
        request.getPath(),
        headers.get(HttpHeaders.AUTHORIZATION),
        headers.get(MaxCost.HEADER),
        headers.get(IdempotencyKey.HEADER),
        X402Headers.of(headers),
        request.getBody().orElseGet(() -> new byte[0]));
  }

  String url() {
    return host + path;
  }
}
