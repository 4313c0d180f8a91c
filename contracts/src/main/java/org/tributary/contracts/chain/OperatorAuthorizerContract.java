package org.tributary.contracts.chain;

import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;

/**
 * The receiverAuthorizer of every channel, and the one place where the operator's keys are named.
 */
public final class OperatorAuthorizerContract {
  private final Chain chain;
  private final Address at;

  public OperatorAuthorizerContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  public Address address() {
    return at;
  }

  public Address operator() {
    return AbiReader.of(chain.call(at, Abi.call("operator()"))).address(0);
  }

  /** By the contract's owner: the old key is worth nothing from now on. */
  public TransactionReceipt setOperator(TxSender owner, Address operator) {
    String data = Abi.call("setOperator(address)", Abi.address(operator));
    return owner.send(new TransactionRequest(at, data));
  }

  /** Whether this key's signature makes a receipt: once said, for ever. */
  public boolean isReceiptSigner(Address key) {
    return AbiReader.of(chain.call(at, Abi.call("isReceiptSigner(address)", Abi.address(key))))
        .bool(0);
  }

  /** By the contract's owner. */
  public TransactionReceipt addReceiptSigner(TxSender owner, Address key) {
    String data = Abi.call("addReceiptSigner(address)", Abi.address(key));
    return owner.send(new TransactionRequest(at, data));
  }

  /** ERC-1271. */
  public boolean isValidSignature(Bytes32 digest, Signature signature) {
    String signatureOfCall = "isValidSignature(bytes32,bytes)";
    String data = Abi.call(signatureOfCall, Abi.bytes32(digest), Abi.bytes(signature));
    String magic = Abi.topic(signatureOfCall).text().substring(0, 10);
    return chain.call(at, data).startsWith(magic);
  }
}
