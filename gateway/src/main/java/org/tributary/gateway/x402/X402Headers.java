package org.tributary.gateway.x402;

import io.micronaut.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of its payment in x402's headers.
 *
 * @param signature the payment, as base64 of its JSON
 * @param version1 whether it speaks the protocol's first version
 */
public record X402Headers(@Nullable String signature, boolean version1) {

  public static final X402Headers NONE = new X402Headers(null, false);

  private static final String SIGNATURE = "PAYMENT-SIGNATURE";
  private static final String SIGNATURE_VERSION_1 = "X-PAYMENT";

  public static X402Headers of(HttpHeaders headers) {
    return new X402Headers(headers.get(SIGNATURE), headers.contains(SIGNATURE_VERSION_1));
  }

  public boolean isPresent() {
    return signature != null || version1;
  }
}
