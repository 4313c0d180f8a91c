package org.tributary.gateway.funding;

import java.math.BigInteger;
import java.time.Instant;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.Erc20Contract;
import org.tributary.contracts.chain.PermitCollectorContract;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.voucher.DepositPermit;

/** The deployed contracts. */
final class ContractFundingChain implements FundingChain {

  private final PermitCollectorContract permits;
  private final Erc20Contract erc20;

  ContractFundingChain(Chain chain, Deployment deployment) {
    this.permits = new PermitCollectorContract(chain);
    this.erc20 = new Erc20Contract(chain, deployment.erc20());
  }

  @Override
  public BigInteger balanceOf(Address holder) {
    return erc20.balanceOf(holder);
  }

  @Override
  public boolean takesPermits() {
    return permits.isDeployed();
  }

  @Override
  public DepositPermit permit(
      OwnChannel channel, BigInteger amount, BigInteger salt, Instant deadline) {
    Address payer = channel.config().payer();
    return new DepositPermit(
        payer,
        channel.id(),
        amount,
        salt,
        permits.spender(channel.id(), payer, channel.config().erc20(), amount, salt),
        erc20.permitNonce(payer),
        deadline);
  }
}
