package org.tributary.gateway.funding;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DepositEvents;
import org.tributary.contracts.chain.DepositEvents.Deposited;
import org.tributary.contracts.chain.Erc20Contract;
import org.tributary.contracts.chain.PermitCollectorContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.contracts.voucher.DepositPermit;

/** Funds channels of the deployed contracts. */
final class ContractFundingChain implements FundingChain {

  private final BatchSettlementContract channels;
  private final PermitCollectorContract permits;
  private final DepositEvents deposits;
  private final Erc20Contract erc20;
  private final TxSender operator;
  private final int lookback;

  ContractFundingChain(Chain chain, Deployment deployment, TxSender operator, int lookback) {
    this.channels = new BatchSettlementContract(chain);
    this.permits = new PermitCollectorContract(chain);
    this.deposits = new DepositEvents(chain);
    this.erc20 = new Erc20Contract(chain, deployment.erc20());
    this.operator = operator;
    this.lookback = lookback;
  }

  @Override
  public Snapshot snapshot(ChannelId channel) {
    return channels.snapshot(channel);
  }

  @Override
  public BigInteger balanceOf(Address holder) {
    return erc20.balanceOf(holder);
  }

  @Override
  public boolean isUsed(SignedAuthorization authorization) {
    return switch (authorization) {
      case SignedAuthorization.Erc3009(DepositAuthorization it, var signature) ->
          erc20.isAuthorizationUsed(it.payer(), it.nonce());
      case SignedAuthorization.Permit(DepositPermit it, var signature) -> permits.isUsed(it);
    };
  }

  @Override
  public Optional<Bytes32> deposited(ChannelId channel, BigInteger amount) {
    return deposits.recent(channel, lookback).reversed().stream()
        .filter(each -> each.amount().equals(amount))
        .map(Deposited::transaction)
        .findFirst();
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

  @Override
  public Bytes32 deposit(ChannelConfig config, SignedAuthorization authorization) {
    return switch (authorization) {
      case SignedAuthorization.Erc3009(DepositAuthorization it, var signature) ->
          channels.deposit(operator, config, new SignedDeposit(it, signature)).hash();
      case SignedAuthorization.Permit(DepositPermit it, var signature) ->
          permits.deposit(operator, config, it, signature).hash();
    };
  }
}
