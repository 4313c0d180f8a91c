package org.tributary.gateway.routing;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker says it is. The gateway will send requests there from inside its own network, so
 * only {@code http(s)://host[:port]} is allowed: no user, path, query or fragment (the gateway
 * posts to its own fixed path and follows no redirect), and never an address that is link-local
 * (where clouds keep their metadata), multicast or unspecified, in any spelling. Private and
 * loopback addresses are allowed unless {@code tributary.routing.private-endpoints} is false. Names
 * are resolved when a call is made and not checked here: a gateway that serves strangers' workers
 * runs where its network lets it reach nothing else.
 */
final class WorkerEndpoint {
  private static final int MAX_PORT = 65_535;

  private WorkerEndpoint() {}

  /**
   * Reads an endpoint.
   *
   * @throws IllegalArgumentException saying why it is refused
   */
  static URI parse(String text, boolean privateEndpoints) {
    URI uri = uri(text);
    String host = uri.getHost();
    if (host == null || !isBare(uri) || uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException("endpoint must be http(s)://host:port and nothing more");
    }
    if (isNever(host) || (!privateEndpoints && isPrivate(host))) {
      throw new IllegalArgumentException("endpoint is an address this gateway does not call");
    }
    return uri;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("endpoint is not a URL");
    }
  }

  private static boolean isBare(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    return (scheme.equals("http") || scheme.equals("https"))
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && (uri.getRawPath().isEmpty() || uri.getRawPath().equals("/"));
  }

  private static boolean isNever(String host) {
    InetAddress address = literal(host);
    return address != null
        && (address.isAnyLocalAddress()
            || address.isMulticastAddress()
            || address.isLinkLocalAddress());
  }

  private static boolean isPrivate(String host) {
    InetAddress address = literal(host);
    if (address == null) {
      String name = host.toLowerCase(Locale.ROOT);
      return name.equals("localhost") || name.endsWith(".localhost");
    }
    return address.isLoopbackAddress() || address.isSiteLocalAddress() || isUniqueLocal(address);
  }

  /** fc00::/7, which the JDK does not count as local. */
  private static boolean isUniqueLocal(InetAddress address) {
    return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
  }

  /** The address that {@code host} spells out, {@code 2130706433} included; null for a name. */
  private static @Nullable InetAddress literal(String host) {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException name) {
      return null;
    }
  }
}
