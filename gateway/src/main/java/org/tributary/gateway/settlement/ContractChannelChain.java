package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.BatchSettlementContract.Snapshot;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;
import org.tributary.contracts.voucher.Refund;
import org.tributary.contracts.voucher.SettlementDomain;

/** Channels as the deployed contract has them. */
final class ContractChannelChain implements ChannelChain {
  private final Chain chain;
  private final ReceiverAuthorizer authorizer;
  private final TxSender sender;
  private final Domain domain;

  ContractChannelChain(Chain chain, ReceiverAuthorizer authorizer, TxSender sender) {
    this.chain = chain;
    this.authorizer = authorizer;
    this.sender = sender;
    this.domain = SettlementDomain.of(chain.chainId());
  }

  @Override
  public Chain.Block head() {
    long number = chain.blockNumber();
    return block(number)
        .orElseThrow(() -> new IllegalStateException("the node lacks its own block " + number));
  }

  @Override
  public Optional<Chain.Block> block(long number) {
    return chain.block(number);
  }

  @Override
  public SortedMap<ChannelId, Long> movedIn(long fromBlock, long throughBlock) {
    return new BatchSettlementContract(chain).movedIn(fromBlock, throughBlock);
  }

  @Override
  public Snapshot snapshot(ChannelId channel) {
    return new BatchSettlementContract(chain).snapshot(channel);
  }

  @Override
  public Snapshot snapshot(ChannelId channel, long notBefore) {
    return new BatchSettlementContract(chain).snapshot(channel, notBefore);
  }

  @Override
  public Bytes32 claimAndRefund(
      List<Claim> last, ChannelConfig config, BigInteger amount, long nonce) {
    Refund refund = new Refund(config, BigInteger.valueOf(nonce), amount);
    Signature refunded = authorizer.sign(refund.digest(domain));
    BatchSettlementContract contract = new BatchSettlementContract(chain);
    try {
      if (last.isEmpty()) {
        return contract.refundWithSignature(sender, refund, refunded).hash();
      }
      ClaimBatch batch = new ClaimBatch(last);
      Signature claimed = authorizer.sign(batch.digest(domain));
      return contract.claimAndRefund(sender, batch, claimed, refund, refunded).hash();
    } catch (ChainException.Reverted reverted) {
      throw new ClaimRefused(reverted.error(), reverted);
    }
  }
}
