package org.tributary.contracts.chain;

import java.util.HexFormat;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** Judges challenges of a pool's pending root. */
public final class ArbiterContract {
  private final Chain chain;
  private final Address at;

  public ArbiterContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  /** For a pool that has none yet; its owner then names it there, once and for ever. */
  public static ArbiterContract deploy(
      Chain chain, TxSender sender, Address pool, Address registry) {
    String code = Abi.construct(Artifact.load("Arbiter"), Abi.address(pool), Abi.address(registry));
    TransactionReceipt created = sender.send(new TransactionRequest(null, code));
    if (created.created() == null) {
      throw new IllegalStateException("a created contract has an address");
    }
    return new ArbiterContract(chain, created.created());
  }

  public Address address() {
    return at;
  }

  /** The registry that receipts are judged by. */
  public Address registry() {
    return AbiReader.of(chain.call(at, Abi.call("registry()"))).address(0);
  }

  /** The hash of the roots that are proven wrong; throws {@link ChainException.Reverted}. */
  public Bytes32 judge(Fault fault) {
    return AbiReader.of(chain.call(at, fault.call())).bytes32(0);
  }

  /** At least a block before the challenge, so that nobody who sees that one can be first. */
  public TransactionReceipt commit(TxSender challenger, Fault fault, Bytes32 salt) {
    String asked =
        Abi.call(
            "commitmentOf(address,bytes,bytes32)",
            Abi.address(challenger.address()),
            Abi.bytes(bytes(fault)),
            Abi.bytes32(salt));
    Bytes32 commitment = AbiReader.of(chain.call(at, asked)).bytes32(0);
    return challenger.send(
        new TransactionRequest(at, Abi.call("commit(bytes32)", Abi.bytes32(commitment))));
  }

  /** Has the pool reject the root; half of the poster's bond is the sender's then. */
  public TransactionReceipt challenge(TxSender challenger, Fault fault, Bytes32 salt) {
    String data = Abi.call("challenge(bytes,bytes32)", Abi.bytes(bytes(fault)), Abi.bytes32(salt));
    return challenger.send(new TransactionRequest(at, data));
  }

  private static byte[] bytes(Fault fault) {
    return HexFormat.of().parseHex(fault.call(), 2, fault.call().length());
  }
}
