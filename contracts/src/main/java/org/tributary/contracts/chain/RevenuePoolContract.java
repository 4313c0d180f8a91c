package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.PayoutLeaf;
import org.web3j.abi.datatypes.Type;

/** The pool that receives every channel's money and pays it out by cumulative roots. */
public final class RevenuePoolContract {
  private final Chain chain;
  private final Address at;

  public RevenuePoolContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  public Address address() {
    return at;
  }

  /** A proposed epoch: its roots, the sum of all payouts up to it, and when it may be activated. */
  public record Epoch(
      long number,
      Bytes32 payoutRoot,
      Bytes32 receiptsRoot,
      BigInteger total,
      Instant activatesAt,
      boolean activated) {}

  /** By the operator only; {@code epoch} is the last one plus one. */
  public TransactionReceipt propose(
      TxSender operator, long epoch, Bytes32 payoutRoot, Bytes32 receiptsRoot, BigInteger total) {
    return send(
        operator,
        "propose(uint64,bytes32,bytes32,uint128)",
        Abi.uint(epoch),
        Abi.bytes32(payoutRoot),
        Abi.bytes32(receiptsRoot),
        Abi.uint(total));
  }

  /** By anyone, once the pending root is due. */
  public TransactionReceipt activate(TxSender sender) {
    return send(sender, "activate()");
  }

  /** Pays the leaf's payee; anyone may send it. */
  public TransactionReceipt claim(TxSender sender, PayoutLeaf leaf, List<Bytes32> proof) {
    return send(
        sender,
        "claim(address,uint256,uint256,bytes32,bytes32[])",
        Abi.address(leaf.payee()),
        Abi.uint(leaf.previous()),
        Abi.uint(leaf.amount()),
        Abi.bytes32(leaf.creditsRoot()),
        Abi.array(proof.stream().<Type<?>>map(Abi::bytes32).toList()));
  }

  /** Brings in what was claimed from channels; anyone may send it. */
  public TransactionReceipt settle(TxSender sender) {
    return send(sender, "settle()");
  }

  /** What a payee was paid in all. */
  public BigInteger claimed(Address payee) {
    return read("claimed(address)", Abi.address(payee)).uint(0);
  }

  /** The number of the last proposed epoch; 0 before the first. */
  public long lastEpoch() {
    return read("epoch()").number(0);
  }

  public Optional<Epoch> epoch(long number) {
    AbiReader answer = read("epochs(uint64)", Abi.uint(number));
    if (answer.bytes32(0).equals(Bytes32.ZERO)) {
      return Optional.empty();
    }
    return Optional.of(
        new Epoch(
            number,
            answer.bytes32(0),
            answer.bytes32(1),
            answer.uint(2),
            Instant.ofEpochSecond(answer.number(3)),
            answer.bool(4)));
  }

  /** All that ever came in. */
  public BigInteger received() {
    return read("received()").uint(0);
  }

  /** The total of the last activated epoch: all that payees may ever have claimed by now. */
  public BigInteger activatedTotal() {
    return read("activatedTotal()").uint(0);
  }

  public BigInteger totalClaimed() {
    return read("totalClaimed()").uint(0);
  }

  /** Whether a proposed root waits for its activation. */
  public boolean hasPending() {
    return read("hasPending()").bool(0);
  }

  private AbiReader read(String signature, Type<?>... arguments) {
    return AbiReader.of(chain.call(at, Abi.call(signature, arguments)));
  }

  private TransactionReceipt send(TxSender sender, String signature, Type<?>... arguments) {
    return sender.send(new TransactionRequest(at, Abi.call(signature, arguments)));
  }
}
