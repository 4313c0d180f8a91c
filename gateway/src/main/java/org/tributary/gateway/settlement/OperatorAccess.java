package org.tributary.gateway.settlement;

import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Tells the operator by an access key of its own; without a configured one nobody is. */
@Singleton
final class OperatorAccess {
  private static final String BEARER = "Bearer ";

  private final @Nullable String accessKey;

  OperatorAccess(SettlementConfiguration configuration) {
    this.accessKey = configuration.operatorAccessKey();
  }

  boolean allows(@Nullable String authorization) {
    if (accessKey == null || authorization == null || !authorization.startsWith(BEARER)) {
      return false;
    }
    // In constant time: how far a guess was right must not show.
    return MessageDigest.isEqual(
        bytes(accessKey), bytes(authorization.substring(BEARER.length()).strip()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
