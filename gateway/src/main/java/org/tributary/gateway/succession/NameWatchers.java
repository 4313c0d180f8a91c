package org.tributary.gateway.succession;

import java.util.List;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Names who must sign that a root's receipts are public, by the key that owns the authorizer. */
@Command(
    name = "watchers",
    description = {
      "Names the watchers; --key is the authorizer's owner's. The first set counts at once, another",
      "one when it is applied: seven days later, by this command with --apply and any key."
    },
    mixinStandardHelpOptions = true)
final class NameWatchers extends SuccessorCommand {

  @Mixin private PoolOption pool;

  @Option(names = "--member", arity = "1..*", description = "The watchers' addresses.")
  private List<String> members = List.of();

  @Option(
      names = "--threshold",
      defaultValue = "1",
      description = "How many of them must sign (default: ${DEFAULT-VALUE}).")
  private int threshold;

  @Option(names = "--apply", description = "Puts the set in force that was announced before.")
  private boolean apply;

  private record Named(List<Address> members, int threshold, Bytes32 transaction) {}

  @Override
  void act(Chain chain, SigningKey key) {
    if (apply == !members.isEmpty()) {
      throw new StackFailure("either --member … names watchers, or --apply those named before");
    }
    RevenuePoolContract named = pool.on(chain);
    TxSender sender = TxSender.of(chain, key);
    Bytes32 sent =
        apply
            ? named.applyWatchers(sender).hash()
            : named.announceWatchers(sender, addresses(), threshold).hash();
    RevenuePoolContract.Watchers now = named.watchers();
    print(
        new Named(now.members().stream().sorted().toList(), now.threshold(), sent),
        "Of %d watchers %d must sign now.".formatted(now.members().size(), now.threshold()));
  }

  private List<Address> addresses() {
    try {
      return members.stream().map(Address::new).toList();
    } catch (IllegalArgumentException e) {
      throw new StackFailure("--member is not an address: " + e.getMessage(), e);
    }
  }
}
