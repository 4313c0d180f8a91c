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
    Address at = address("--pool", pool);
    if (!chain.hasCode(at)) {
      throw new StackFailure("there is no pool at %s on this chain".formatted(at));
    }
    return new RevenuePoolContract(chain, at);
  }

  /** What an option says. */
  static Address address(String option, String text) {
    try {
      return new Address(text);
    } catch (IllegalArgumentException e) {
      throw new StackFailure(option + " is not an address: " + text, e);
    }
  }
}
