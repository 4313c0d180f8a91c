package org.tributary.gateway.local;

import java.net.URI;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import picocli.CommandLine.Option;

/** Where a command finds the chain, with no stack or gateway to ask. */
public final class NodeOption {

  @Option(names = "--rpc", required = true, description = "A node of the chain, as a URL.")
  private URI url;

  public URI url() {
    return url;
  }

  public Chain connect() {
    try {
      return Chain.connect(url);
    } catch (ChainException e) {
      throw new StackFailure("the chain does not answer at " + url, e);
    }
  }
}
