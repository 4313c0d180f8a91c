package org.tributary.gateway.error;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Gives each request an id, which its answer and every log line about it carry. */
@ServerFilter(ServerFilter.MATCH_ALL_PATTERN)
public final class RequestIds {

  private static final String HEADER = "X-Request-Id";
  private static final String ATTRIBUTE = "tributary.requestId";
  private static final int BYTES = 12;

  private final SecureRandom random;

  RequestIds(SecureRandom random) {
    this.random = random;
  }

  @RequestFilter
  void begin(HttpRequest<?> request) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    request.setAttribute(ATTRIBUTE, "req_" + HexFormat.of().formatHex(bytes));
  }

  @ResponseFilter
  void end(HttpRequest<?> request, MutableHttpResponse<?> response) {
    response.header(HEADER, of(request));
  }

  /** The request's id; a dash for one that never reached the filters. */
  public static String of(HttpRequest<?> request) {
    return request.getAttribute(ATTRIBUTE, String.class).orElse("-");
  }
}
