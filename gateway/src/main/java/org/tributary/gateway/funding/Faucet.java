package org.tributary.gateway.funding;

import java.math.BigInteger;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;

/** Makes worthless money on a development chain, and coins for gas; nowhere else. */
class Faucet {

  /** Enough for some hundred transactions. */
  private static final BigInteger GAS_COINS = BigInteger.TEN.pow(17);

  private final Chain chain;
  private final DevTokenContract erc20;
  private final TxSender operator;
  private final BigInteger amount;

  Faucet(Chain chain, Deployment deployment, TxSender operator, FundingConfig config) {
    this.chain = chain;
    this.erc20 = new DevTokenContract(chain, deployment.erc20());
    this.operator = operator;
    this.amount = BigInteger.valueOf(config.faucetAmount());
  }

  boolean isOffered() {
    try {
      DevelopmentChain.of(chain);
      return true;
    } catch (IllegalArgumentException realMoney) {
      return false;
    }
  }

  /** In base units. */
  BigInteger amount() {
    return amount;
  }

  Bytes32 give(Address to) {
    DevelopmentChain free = DevelopmentChain.of(chain);
    if (chain.nativeBalance(to).compareTo(GAS_COINS) < 0) {
      free.setNativeBalance(to, GAS_COINS);
    }
    return erc20.faucet(operator, to, amount).hash();
  }
}
