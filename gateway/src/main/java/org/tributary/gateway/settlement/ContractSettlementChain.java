package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;
import org.tributary.contracts.voucher.SettlementDomain;

/**
 * Settles through the deployed contracts; the operator's key authorizes claims and pays the gas.
 */
final class ContractSettlementChain implements SettlementChain {
  private final BatchSettlementContract channels;
  private final RevenuePoolContract pool;
  private final Address erc20;
  private final Domain domain;
  private final ReceiverAuthorizer authorizer;
  private final TxSender sender;

  ContractSettlementChain(
      Chain chain, Deployment deployment, ReceiverAuthorizer authorizer, TxSender sender) {
    this.channels = new BatchSettlementContract(chain);
    this.pool = new RevenuePoolContract(chain, deployment.revenuePool());
    this.erc20 = deployment.erc20();
    this.domain = SettlementDomain.of(deployment.chainId());
    this.authorizer = authorizer;
    this.sender = sender;
  }

  @Override
  public BigInteger claimed(ChannelId channel) {
    return channels.state(channel).totalClaimed();
  }

  @Override
  public Bytes32 claim(List<Claim> claims) {
    ClaimBatch batch = new ClaimBatch(claims);
    try {
      return channels
          .claimWithSignature(sender, batch, authorizer.sign(batch.digest(domain)))
          .hash();
    } catch (ChainException.Reverted reverted) {
      throw new ClaimRefused(reverted.error(), reverted);
    }
  }

  @Override
  public BigInteger unsettled() {
    return channels.unsettled(pool.address(), erc20);
  }

  @Override
  public Bytes32 settle() {
    return pool.settle(sender).hash();
  }

  @Override
  public long lastEpoch() {
    return pool.lastEpoch();
  }

  @Override
  public BigInteger received() {
    return pool.received();
  }

  @Override
  public Optional<PostedEpoch> posted(long epoch) {
    Optional<PostedEpoch> active =
        pool.activatedRoots(epoch).map(hash -> new PostedEpoch(hash, Instant.EPOCH, true));
    return active.isPresent() ? active : pending(epoch);
  }

  private Optional<PostedEpoch> pending(long epoch) {
    return pool.pending()
        .filter(it -> it.epoch() == epoch)
        .map(it -> new PostedEpoch(it.rootsHash(), it.activatesAt(), false));
  }

  @Override
  public Bytes32 propose(long epoch, EpochRoots roots) {
    return pool.propose(sender, epoch, roots).hash();
  }

  @Override
  public Bytes32 activate() {
    return pool.activate(sender).hash();
  }

  @Override
  public BigInteger paid(Address payee) {
    return pool.claimed(payee);
  }
}
