package org.tributary.gateway.proof;

import java.net.URI;
import java.util.Locale;

/**
 * A place whose owner can write a file there: a domain's well-known path, or a file of the
 * repository's own on a known host.
 *
 * @param name the domain, or the repository as host/owner/name
 * @param url of the file
 */
record ProofSource(String kind, String name, URI url) {
  static final String WELL_KNOWN = "/.well-known/tributary.json";
  static final String REPOSITORY_FILE = "/tributary-owner.json";

  private static final int MAX_CHARS = 500;
  private static final int OWNER_AND_NAME = 3;

  /**
   * @param text a domain, or the URL of the file
   * @throws IllegalArgumentException for what proves nothing about anyone
   */
  static ProofSource parse(String text, ProofConfig config) {
    String given = text.strip();
    if (given.isEmpty() || given.length() > MAX_CHARS) {
      throw new IllegalArgumentException("a source has 1 to " + MAX_CHARS + " characters");
    }
    URI url = URI.create(given.contains("://") ? given : "https://" + given + WELL_KNOWN);
    String host = url.getHost() == null ? "" : url.getHost().toLowerCase(Locale.ROOT);
    boolean configured = config.privateHosts().contains(host + ":" + url.getPort());
    if (host.isEmpty() || url.getRawUserInfo() != null || url.getRawQuery() != null) {
      throw new IllegalArgumentException("a source is a domain or an https URL with a path alone");
    }
    if (!configured && (!"https".equals(url.getScheme()) || url.getPort() != -1)) {
      throw new IllegalArgumentException("a source is fetched by https from its usual port");
    }
    return of(url, host + (configured ? ":" + url.getPort() : ""), config);
  }

  private static ProofSource of(URI url, String host, ProofConfig config) {
    String path = String.valueOf(url.getRawPath());
    if (config.repositoryHosts().contains(host)) {
      String[] parts = path.split("/", -1);
      if (!path.endsWith(REPOSITORY_FILE)
          || parts.length <= OWNER_AND_NAME
          || path.contains("..")) {
        throw new IllegalArgumentException(
            "a repository's proof is its raw file " + REPOSITORY_FILE.substring(1));
      }
      return new ProofSource("repository", host + "/" + parts[1] + "/" + parts[2], url);
    }
    if (!path.equals(WELL_KNOWN)) {
      throw new IllegalArgumentException("a domain's proof is at " + WELL_KNOWN);
    }
    return new ProofSource("domain", host, url);
  }
}
