package org.tributary.gateway.succession;

import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Registers a gateway's key for receipts, by the cold key that owns the authorizer. */
@Command(
    name = "signer",
    description =
        "Registers a key that may sign receipts, also those it has signed already; --key is the"
            + " authorizer's owner's. It is never removed: old receipts stay good.",
    mixinStandardHelpOptions = true)
final class AddReceiptSigner extends SuccessorCommand {

  @Mixin private PoolOption pool;

  @Option(names = "--add", required = true, description = "The address of the gateway's key.")
  private String added;

  private record Added(Address signer, Bytes32 transaction) {}

  @Override
  void act(Chain chain, SigningKey owner) {
    Address signer = PoolOption.address("--add", added);
    Bytes32 sent =
        pool.on(chain).authorizer().addReceiptSigner(TxSender.of(chain, owner), signer).hash();
    print(new Added(signer, sent), signer + " may sign receipts now.");
  }
}
