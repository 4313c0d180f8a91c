package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.util.Optional;
import org.tributary.contracts.keys.Address;

/** What those who post payout roots stand to lose, held apart from the pool's revenue. */
public final class OperatorBondContract {
  private final Chain chain;
  private final Address at;

  OperatorBondContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  public Address address() {
    return at;
  }

  /** In base units: no root may grant more than this at once. */
  public BigInteger bondOf(Address poster) {
    return AbiReader.of(chain.call(at, Abi.call("bondOf(address)", Abi.address(poster)))).uint(0);
  }

  /** What a challenger has earned and not collected, in base units. */
  public BigInteger rewardOf(Address challenger) {
    String asked = Abi.call("rewards(address)", Abi.address(challenger));
    return AbiReader.of(chain.call(at, asked)).uint(0);
  }

  /** Pays a challenger its rewards; anyone may send it. */
  public TransactionReceipt collect(TxSender sender, Address challenger) {
    String data = Abi.call("collect(address)", Abi.address(challenger));
    return sender.send(new TransactionRequest(at, data));
  }

  /** Adds to the sender's bond, which this contract must be allowed to take from it. */
  public TransactionReceipt deposit(TxSender poster, BigInteger amount, Address returnTo) {
    String data = Abi.call("deposit(uint128,address)", Abi.uint(amount), Abi.address(returnTo));
    return poster.send(new TransactionRequest(at, data));
  }

  /** Where a bond returns to; empty where there is none. */
  public Optional<Address> returnTo(Address poster) {
    AbiReader bond = AbiReader.of(chain.call(at, Abi.call("bonds(address)", Abi.address(poster))));
    return bond.uint(0).signum() == 0 ? Optional.empty() : Optional.of(bond.address(1));
  }

  /** Sends a bond back to the address named with it, while its poster has no root pending. */
  public TransactionReceipt withdraw(TxSender sender, Address poster, BigInteger amount) {
    String data = Abi.call("withdraw(address,uint128)", Abi.address(poster), Abi.uint(amount));
    return sender.send(new TransactionRequest(at, data));
  }
}
