package org.tributary.contracts.chain;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.typeddata.Domain;

/** The worthless money of a development chain. */
public final class DevTokenContract {
  public static final String NAME = "DevUSD";
  public static final int DECIMALS = 6;

  /** In base units, for each call of the faucet. */
  public static final BigInteger FAUCET_CAP = BigInteger.valueOf(1_000_000_000_000L);

  private final Chain chain;
  private final Address at;

  public DevTokenContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  public Address address() {
    return at;
  }

  /** What authorizations are signed under. */
  public Domain domain() {
    return Domain.onChain(NAME, "1", chain.chainId(), at);
  }

  public TransactionReceipt faucet(TxSender sender, Address to, BigInteger amount) {
    String data = Abi.call("faucet(address,uint256)", Abi.address(to), Abi.uint(amount));
    return sender.send(new TransactionRequest(at, data));
  }

  public BigInteger balanceOf(Address account) {
    String data = Abi.call("balanceOf(address)", Abi.address(account));
    return AbiReader.of(chain.call(at, data)).uint(0);
  }
}
