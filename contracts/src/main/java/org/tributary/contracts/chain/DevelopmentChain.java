package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Duration;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** What only a development chain (anvil) lets anyone do. */
public final class DevelopmentChain {
  private final JsonRpc rpc;

  private DevelopmentChain(JsonRpc rpc) {
    this.rpc = rpc;
  }

  /** Throws for a node that is not anvil: nothing here may ever be tried on a real chain. */
  public static DevelopmentChain of(Chain chain) {
    if (!(chain instanceof HttpChain http)) {
      throw new IllegalArgumentException("not a node over HTTP");
    }
    String version = version(http);
    if (!isAnvil(version)) {
      throw new IllegalArgumentException("not a development chain: " + version);
    }
    return new DevelopmentChain(http.rpc);
  }

  /** Whether the node is the whole chain: what it has not mined, nobody has. */
  public static boolean is(Chain chain) {
    return chain instanceof HttpChain http && isAnvil(version(http));
  }

  private static String version(HttpChain http) {
    return http.rpc.call("web3_clientVersion").asText();
  }

  private static boolean isAnvil(String version) {
    return version.startsWith("anvil");
  }

  /** In wei. */
  public void setNativeBalance(Address account, BigInteger wei) {
    rpc.call("anvil_setBalance", account.text(), "0x" + wei.toString(16));
  }

  /** Lets time pass and mines a block in it. */
  public void advance(Duration time) {
    rpc.call("evm_increaseTime", time.toSeconds());
    rpc.call("evm_mine");
  }

  /** Whether each transaction is mined at once; else they wait for {@link #mine}. */
  public void setAutomine(boolean automine) {
    rpc.call("evm_setAutomine", automine);
  }

  public void mine() {
    rpc.call("evm_mine");
  }

  /** Makes the node forget a transaction that waits. */
  public void drop(Bytes32 transaction) {
    rpc.call("anvil_dropTransaction", transaction.text());
  }

  /** The chain as it is now, for {@link #revert}. */
  public String snapshot() {
    return rpc.call("evm_snapshot").asText();
  }

  /** Forgets all blocks since a snapshot, as a reorganisation does. */
  public void revert(String snapshot) {
    if (!rpc.call("evm_revert", snapshot).asBoolean()) {
      throw new IllegalArgumentException("no such snapshot: " + snapshot);
    }
  }

  /** An account whose key the node keeps. */
  public Address nodeAccount() {
    return new Address(rpc.call("eth_accounts").path(0).asText());
  }

  /** Copies the code, with what its constructor fixed in it, to an address of our choice. */
  void copyCode(Address from, Address to) {
    String code = rpc.call("eth_getCode", from.text(), "latest").asText();
    rpc.call("anvil_setCode", to.text(), code);
  }
}
