package org.tributary.gateway.limit;

import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where a request comes from. X-Forwarded-For is believed only as far as it was written by
 * configured proxies: each adds the address it was called from on the right, and what stands left
 * of the first stranger is that stranger's own claim.
 */
@Singleton
public final class Visitors {

  private static final String HEADER = "X-Forwarded-For";
  private static final int MAX_HOPS = 16;
  private static final int MAX_CHARS = 1_000;

  private final List<AddressRange> trusted;

  Visitors(VisitorConfig config) {
    this.trusted = config.trustedProxies().stream().map(AddressRange::parse).toList();
  }

  public InetAddress of(HttpRequest<?> request) {
    return of(request.getRemoteAddress().getAddress(), request.getHeaders().getAll(HEADER));
  }

  /** {@code forwarded}: the header's lines, in their order. */
  InetAddress of(InetAddress caller, List<String> forwarded) {
    List<String> hops = hops(forwarded);
    InetAddress visitor = caller;
    for (int i = hops.size() - 1; i >= 0 && isTrusted(visitor); i--) {
      Optional<InetAddress> before = address(hops.get(i));
      if (before.isEmpty()) {
        return visitor;
      }
      visitor = before.get();
    }
    return visitor;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  /** The last ones, which the nearest proxies wrote. */
  private static List<String> hops(List<String> forwarded) {
    List<String> hops = new ArrayList<>();
    for (String line : forwarded) {
      String end = line.substring(Math.max(0, line.length() - MAX_CHARS));
      hops.addAll(Arrays.asList(end.split(",", -1)));
    }
    return hops.subList(Math.max(0, hops.size() - MAX_HOPS), hops.size());
  }

  /** Never a name to be looked up; a port, as some proxies add it, is left out. */
  private static Optional<InetAddress> address(String hop) {
    String text = hop.strip();
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      text = end < 0 ? text : text.substring(1, end);
    } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf('.') >= 0) {
      text = text.replaceFirst(":\\d{1,5}$", "");
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException noAddress) {
      return Optional.empty();
    }
  }
}
