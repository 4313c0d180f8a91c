package org.tributary.gateway.x402;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Supplier;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.DepositAuthorization.SignedDeposit;

/** The deployed contracts; the operator pays the gas. */
final class ContractWalletChain implements WalletChain {

  /** An authorization is valid for minutes, so a deposit that used one is not further back. */
  private static final long LOOK_BACK_BLOCKS = 1_000;

  private final Chain chain;
  private final BatchSettlementContract channels;
  private final TxSender sender;

  ContractWalletChain(Chain chain, TxSender sender) {
    this.chain = chain;
    this.channels = new BatchSettlementContract(chain);
    this.sender = sender;
  }

  @Override
  public Snapshot snapshot(ChannelId channel) {
    return asked(() -> channels.snapshot(channel));
  }

  @Override
  public Optional<BigInteger> depositCost(ChannelConfig config, SignedDeposit deposit) {
    return asked(() -> {
      try {
        return Optional.of(channels.depositCost(sender.address(), config, deposit));
      } catch (ChainException.Reverted reverted) {
        return Optional.empty();
      }
    });
  }

  @Override
  public Optional<Bytes32> deposit(ChannelConfig config, SignedDeposit deposit) {
    return asked(() -> {
      try {
        return Optional.of(channels.deposit(sender, config, deposit).hash());
      } catch (ChainException.Reverted reverted) {
        if (isDeposited(deposit)) {
          return Optional.empty();
        }
        throw new Refused(reverted.error(), reverted);
      }
    });
  }

  @Override
  public boolean isDeposited(SignedDeposit deposit) {
    DepositAuthorization authorization = deposit.authorization();
    return asked(() ->
        channels.isDeposited(
            authorization.channelId(),
            authorization.amount(),
            Math.max(0, chain.blockNumber() - LOOK_BACK_BLOCKS)));
  }

  private static <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (ChainException notAnswered) {
      throw new Away(notAnswered);
    }
  }
}
