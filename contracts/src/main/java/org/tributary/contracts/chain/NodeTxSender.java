package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** The node signs, and sees to nonces and the price of gas. */
final class NodeTxSender implements TxSender {
  private final Chain chain;
  private final Address account;
  private final TxLimits limits;

  NodeTxSender(Chain chain, Address account, TxLimits limits) {
    this.chain = chain;
    this.account = account;
    this.limits = limits;
  }

  @Override
  public Address address() {
    return account;
  }

  @Override
  public TransactionReceipt send(TransactionRequest request) {
    BigInteger gas = limits.gasLimit(chain.estimateGas(account, request));
    // Never twice: whether the node had it is not known when its answer is lost.
    Bytes32 hash = chain.submitUnsigned(account, request, gas);
    Deadline deadline = Deadline.in(limits.waitAtMost());
    do {
      Optional<TransactionReceipt> receipt = chain.receipt(hash);
      if (receipt.isPresent()) {
        return receipt.get();
      }
    } while (deadline.pause(limits.pollInterval()));
    throw new ChainException.TimedOut("transaction " + hash + " is not mined yet");
  }

  /** The node keeps its own. */
  @Override
  public int tend() {
    return 0;
  }
}
