package org.tributary.gateway.signin;

import io.micronaut.runtime.server.EmbeddedServer;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The names that this gateway's pages go by. They are configured and never taken from a request: a
 * page that lures people elsewhere could send any Host header here.
 */
@Singleton
final class SignInDomains {

  private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

  private final SignInConfig config;
  private final Provider<EmbeddedServer> server;

  SignInDomains(SignInConfig config, Provider<EmbeddedServer> server) {
    this.config = config;
    this.server = server;
  }

  /** Without configured ones: this machine's own, which no other machine can serve. */
  List<String> allowed() {
    if (!config.domains().isEmpty()) {
      return config.domains();
    }
    int port = server.get().getPort();
    return LOOPBACK.stream().map(host -> host + ":" + port).toList();
  }

  /** Whether a URI is under one of {@code domain}'s own web pages. */
  static boolean isUnder(String domain, String uri) {
    for (String scheme : List.of("https://", "http://")) {
      String origin = scheme + domain;
      if (uri.startsWith(origin)
          && (uri.length() == origin.length() || "/?#".indexOf(uri.charAt(origin.length())) >= 0)) {
        return true;
      }
    }
    return false;
  }

  /** Where a domain's pages are: this machine has no certificate for itself. */
  static String origin(String domain) {
    boolean local = LOOPBACK.stream().anyMatch(host -> domain.startsWith(host + ":"));
    return (local ? "http://" : "https://") + domain;
  }
}
