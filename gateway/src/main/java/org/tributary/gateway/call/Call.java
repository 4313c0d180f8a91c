package org.tributary.gateway.call;

import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.util.HttpHostResolver;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    @Nullable String contentType,
    X402Headers payment,
    byte[] body) {
  private static final Pattern FORM =
      Pattern.compile("multipart/form-data", Pattern.CASE_INSENSITIVE);
  private static final Pattern BOUNDARY =
      Pattern.compile("boundary=(?:\"([^\"]{1,70})\"|([^\";\\s]{1,70}))", Pattern.CASE_INSENSITIVE);

  public static Call of(HttpRequest<byte[]> request, HttpHostResolver hosts) {
    HttpHeaders headers = request.getHeaders();
    return new Call(
        hosts.resolve(request),
        request.getPath(),
        headers.get(HttpHeaders.AUTHORIZATION),
        headers.get(MaxCost.HEADER),
        headers.get(IdempotencyKey.HEADER),
        headers.get(HttpHeaders.CONTENT_TYPE),
        X402Headers.of(headers),
        request.getBody().orElseGet(() -> new byte[0]));
  }

  String url() {
    return host + path;
  }

  /** The content type of a body that is a form with files rather than JSON. */
  public Optional<String> formType() {
    return Optional.ofNullable(contentType).filter(type -> FORM.matcher(type).lookingAt());
  }

  /** The body as each try of one call has it: clients send a form with another boundary each. */
  byte[] repeatedBody() {
    return formType()
        .map(BOUNDARY::matcher)
        .filter(Matcher::find)
        .map(found -> without("--" + (found.group(1) == null ? found.group(2) : found.group(1))))
        .orElse(body);
  }

  private byte[] without(String delimiter) {
    String text = new String(body, StandardCharsets.ISO_8859_1);
    return text.replace(delimiter, "--").getBytes(StandardCharsets.ISO_8859_1);
  }
}
