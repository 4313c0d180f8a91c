package org.tributary.gateway.succession;

import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.local.StackFailure;
import picocli.CommandLine.Option;

/** Which pool a command is about. */
final class PoolOption {

  @Option(
      names = "--pool",
      required = true,
      description = "The pool's address; published epochs name it in their first line.")
  private String pool;

  RevenuePoolContract on(Chain chain) {
    Address at;
    try {
      at = new Address(pool);
    } catch (IllegalArgumentException e) {
      throw new StackFailure("--pool is not an address: " + pool, e);
    }
    if (!chain.hasCode(at)) {
      throw new StackFailure("there is no pool at %s on this chain".formatted(at));
    }
    return new RevenuePoolContract(chain, at);
  }
}
