package org.tributary.gateway.succession;

import java.nio.file.Path;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.local.NodeOption;
import org.tributary.gateway.local.RunningStack;
import org.tributary.gateway.local.TributaryCommand;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What these commands share: a node and a key. */
abstract class SuccessorCommand extends TributaryCommand {

  @Mixin private NodeOption node;

  @Option(
      names = "--key",
      required = true,
      description = "Who sends and pays the gas: 64 hex digits in a file.")
  private Path key;

  @Override
  protected final int answer() {
    act(node.connect(), RunningStack.signingKey(key));
    return 0;
  }

  abstract void act(Chain chain, SigningKey key);
}
