package org.tributary.gateway.deposit;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Supplier;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DepositEvents;
import org.tributary.contracts.chain.DepositEvents.Deposited;
import org.tributary.contracts.chain.Erc20Contract;
import org.tributary.contracts.chain.PermitCollectorContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;
import org.tributary.contracts.voucher.DepositPermit;

/** Deposits to channels of the deployed contracts. */
final class ContractDepositChain implements DepositChain {
  private final BatchSettlementContract channels;
  private final PermitCollectorContract permits;
  private final DepositEvents events;
  private final Erc20Contract erc20;
  private final TxSender operator;
  private final int lookback;

  ContractDepositChain(Chain chain, Deployment deployment, TxSender operator, int lookback) {
    this.channels = new BatchSettlementContract(chain);
    this.permits = new PermitCollectorContract(chain);
    this.events = new DepositEvents(chain);
    this.erc20 = new Erc20Contract(chain, deployment.erc20());
    this.operator = operator;
    this.lookback = lookback;
  }

  @Override
  public Snapshot snapshot(ChannelId channel) {
    return channels.snapshot(channel);
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
    return events.recent(channel, lookback).reversed().stream()
        .filter(each -> each.amount().equals(amount))
        .map(Deposited::transaction)
        .findFirst();
  }

  @Override
  public BigInteger cost(ChannelConfig config, SignedAuthorization authorization) {
    return refusing(() ->
        switch (authorization) {
          case SignedAuthorization.Erc3009(DepositAuthorization it, var signature) ->
              channels.depositCost(operator.address(), config, new SignedDeposit(it, signature));
          case SignedAuthorization.Permit(DepositPermit it, var signature) ->
              permits.depositCost(operator.address(), config, it, signature);
        });
  }

  @Override
  public Bytes32 bring(ChannelConfig config, SignedAuthorization authorization) {
    return refusing(() ->
        switch (authorization) {
          case SignedAuthorization.Erc3009(DepositAuthorization it, var signature) ->
              channels.deposit(operator, config, new SignedDeposit(it, signature)).hash();
          case SignedAuthorization.Permit(DepositPermit it, var signature) ->
              permits.deposit(operator, config, it, signature).hash();
        });
  }

  private static <T> T refusing(Supplier<T> call) {
    try {
      return call.get();
    } catch (ChainException.Reverted reverted) {
      throw new Refused(reverted.error());
    }
  }
}
