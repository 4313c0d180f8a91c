package org.tributary.gateway.settlement;

import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;

/** Signs claims and refunds in the name of the contract that is every channel's authorizer. */
public final class ReceiverAuthorizer {

  private final SigningKey operator;

  ReceiverAuthorizer(SigningKey operator) {
    this.operator = operator;
  }

  public Signature sign(Bytes32 digest) {
    return operator.sign(digest);
  }

  /** The key that also pays the gas. */
  SigningKey key() {
    return operator;
  }
}
