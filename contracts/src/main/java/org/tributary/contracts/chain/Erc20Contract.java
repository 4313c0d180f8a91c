package org.tributary.contracts.chain;

import java.math.BigInteger;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** An erc20 that takes signatures as USDC does (ERC-3009, EIP-2612). */
public final class Erc20Contract {
  private final Chain chain;
  private final Address at;

  public Erc20Contract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  /** As wallets show it. */
  public String symbol() {
    return AbiReader.of(chain.call(at, Abi.call("symbol()"))).string(0);
  }

  public int decimals() {
    return AbiReader.of(chain.call(at, Abi.call("decimals()"))).small(0);
  }

  /** In base units. */
  public BigInteger balanceOf(Address holder) {
    return read(Abi.call("balanceOf(address)", Abi.address(holder))).uint(0);
  }

  /** Whether an ERC-3009 authorization was used, or cancelled by its signer. */
  public boolean isAuthorizationUsed(Address authorizer, Bytes32 nonce) {
    String call =
        Abi.call(
            "authorizationState(address,bytes32)", Abi.address(authorizer), Abi.bytes32(nonce));
    return read(call).bool(0);
  }

  /** What the owner's next EIP-2612 permit is signed with. */
  public BigInteger permitNonce(Address owner) {
    return read(Abi.call("nonces(address)", Abi.address(owner))).uint(0);
  }

  /** Lets {@code spender} take so much from the sender. */
  public TransactionReceipt approve(TxSender sender, Address spender, BigInteger amount) {
    String data = Abi.call("approve(address,uint256)", Abi.address(spender), Abi.uint(amount));
    return sender.send(new TransactionRequest(at, data));
  }

  private AbiReader read(String call) {
    return AbiReader.of(chain.call(at, call));
  }
}
