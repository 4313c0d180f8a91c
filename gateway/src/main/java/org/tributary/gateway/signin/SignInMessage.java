package org.tributary.gateway.signin;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/**
 * A sign-in message as EIP-4361 defines it; {@link #text} writes exactly the text that {@link
 * SignInParser} reads, because that text is what is signed.
 */
record SignInMessage(
    @Nullable String scheme,
    String domain,
    Address address,
    @Nullable String statement,
    String uri,
    long chainId,
    String nonce,
    Timestamp issuedAt,
    @Nullable Timestamp expirationTime,
    @Nullable Timestamp notBefore,
    @Nullable String requestId,
    @Nullable List<String> resources) {

  static final String WANTS = " wants you to sign in with your Ethereum account:";
  static final String VERSION = "1";

  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9]{8,}+");

  SignInMessage {
    require(scheme == null || Rfc3986.isScheme(scheme), "a scheme");
    require(Rfc3986.isAuthority(domain), "a domain");
    require(statement == null || Rfc3986.isStatement(statement), "a statement");
    require(Rfc3986.isUri(uri), "a URI");
    require(chainId >= 0, "a chain id");
    require(NONCE.matcher(nonce).matches(), "a nonce of 8 or more letters and digits");
    require(requestId == null || Rfc3986.isPchars(requestId), "a request id");
    if (resources != null) {
      resources = List.copyOf(resources);
      require(resources.stream().allMatch(Rfc3986::isUri), "resources that are URIs");
    }
  }

  /** What a wallet shows and signs. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (scheme != null) {
      text.append(scheme).append("://");
    }
    text.append(domain).append(WANTS).append('\n').append(address).append("\n\n");
    if (statement != null) {
      text.append(statement).append('\n');
    }
    text.append("\nURI: ").append(uri);
    text.append("\nVersion: ").append(VERSION);
    text.append("\nChain ID: ").append(chainId);
    text.append("\nNonce: ").append(nonce);
    text.append("\nIssued At: ").append(issuedAt.text());
    if (expirationTime != null) {
      text.append("\nExpiration Time: ").append(expirationTime.text());
    }
    if (notBefore != null) {
      text.append("\nNot Before: ").append(notBefore.text());
    }
    if (requestId != null) {
      text.append("\nRequest ID: ").append(requestId);
    }
    if (resources != null) {
      text.append("\nResources:");
      resources.forEach(resource -> text.append("\n- ").append(resource));
    }
    return text.toString();
  }

  Bytes32 digest() {
    return PersonalMessage.digest(text());
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("a sign-in message needs " + what);
    }
  }
}
