package org.tributary.gateway.succession;

import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Names the key that claims from now on, by the cold key that owns the authorizer. */
@Command(
    name = "operator",
    description = "Names another operator; --key is the authorizer's owner's. The old one ends.",
    mixinStandardHelpOptions = true)
final class RotateOperator extends SuccessorCommand {

  @Mixin private PoolOption pool;

  @Option(names = "--to", required = true, description = "The new operator's address.")
  private String to;

  private record Rotated(Address operator, Bytes32 transaction) {}

  @Override
  void act(Chain chain, SigningKey owner) {
    Address operator = PoolOption.address("--to", to);
    OperatorAuthorizerContract authorizer = pool.on(chain).authorizer();
    Bytes32 sent = authorizer.setOperator(TxSender.of(chain, owner), operator).hash();
    print(new Rotated(operator, sent), operator + " is the operator now.");
  }
}
