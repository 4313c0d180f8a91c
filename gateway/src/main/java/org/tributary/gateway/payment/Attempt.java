package org.tributary.gateway.payment;

/**
 * One try of a call that its caller may send again under the same call id.
 *
 * @param request digest of what is asked: another request under the same id is refused
 * @param nonce tells this try from any other
 */
public record Attempt(String request, String nonce) {

  public Attempt {
    if (request.isEmpty() || nonce.isEmpty()) {
      throw new IllegalArgumentException("an attempt has a request and a nonce");
    }
  }
}
