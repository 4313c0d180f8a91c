package org.tributary.contracts.chain;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.worker.WorkerRegistration;
import org.web3j.abi.datatypes.Type;

/** Where workers answer and where they are paid, on the chain. */
public final class WorkerRegistryContract {
  private final Chain chain;
  private final Address at;

  public WorkerRegistryContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  /** By the worker's own transaction; a zero payout means the worker itself. */
  public TransactionReceipt register(TxSender worker, String endpoint, Address payout) {
    return send(worker, "register(string,address)", Abi.string(endpoint), Abi.address(payout));
  }

  /** By the worker's signature; anyone may send it. */
  public TransactionReceipt register(TxSender sender, WorkerRegistration.Signed signed) {
    WorkerRegistration registration = signed.registration();
    return send(
        sender,
        "registerWithSignature(address,string,address,uint256,bytes)",
        Abi.address(registration.worker()),
        Abi.string(registration.endpoint()),
        Abi.address(registration.payout()),
        Abi.uint(registration.deadline().getEpochSecond()),
        Abi.bytes(signed.signature()));
  }

  /** An unknown worker is its own payee. */
  public Address payoutOf(Address worker) {
    return read("payoutOf(address)", worker).address(0);
  }

  /** Empty for an unknown worker. */
  public String endpointOf(Address worker) {
    return read("workerOf(address)", worker).tuple(0).string(2);
  }

  /** What the worker's next signed registration has to name. */
  public BigInteger nonceOf(Address worker) {
    return read("nonces(address)", worker).uint(0);
  }

  private AbiReader read(String signature, Address worker) {
    return AbiReader.of(chain.call(at, Abi.call(signature, Abi.address(worker))));
  }

  private TransactionReceipt send(TxSender sender, String signature, Type<?>... arguments) {
    return sender.send(new TransactionRequest(at, Abi.call(signature, arguments)));
  }
}
