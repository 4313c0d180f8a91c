package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.BatchSettlementContract.ChannelState;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.Erc20Contract;
import org.tributary.contracts.chain.OperatorBondContract;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.RevenuePoolContract.Watchers;
import org.tributary.contracts.chain.TransactionReceipt;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
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
  private final Chain chain;
  private final BatchSettlementContract channels;
  private final RevenuePoolContract pool;
  private final Address erc20;
  private final Domain domain;
  private final ReceiverAuthorizer authorizer;
  private final TxSender sender;
  private final int confirmations;

  ContractSettlementChain(
      Chain chain,
      Deployment deployment,
      ReceiverAuthorizer authorizer,
      TxSender sender,
      int confirmations) {
    this(
        chain,
        new RevenuePoolContract(chain, deployment.revenuePool()),
        deployment.erc20(),
        authorizer,
        sender,
        confirmations);
  }

  ContractSettlementChain(
      Chain chain,
      RevenuePoolContract pool,
      Address erc20,
      ReceiverAuthorizer authorizer,
      TxSender sender,
      int confirmations) {
    this.chain = chain;
    this.channels = new BatchSettlementContract(chain);
    this.pool = pool;
    this.erc20 = erc20;
    this.domain = SettlementDomain.of(chain.chainId());
    this.authorizer = authorizer;
    this.sender = sender;
    this.confirmations = confirmations;
  }

  @Override
  public Map<ChannelId, Held> held(Collection<ChannelId> ids) {
    return held(channels, ids);
  }

  @Override
  public Map<ChannelId, BigInteger> confirmedClaims(Collection<ChannelId> ids) {
    Map<ChannelId, BigInteger> claimed = new HashMap<>();
    long block = chain.blockNumber() - confirmations;
    if (block >= 0) {
      BatchSettlementContract then =
          confirmations == 0 ? channels : new BatchSettlementContract(chain.asOf(block));
      held(then, ids).forEach((id, held) -> claimed.put(id, held.claimed()));
    }
    return claimed;
  }

  private static Map<ChannelId, Held> held(
      BatchSettlementContract channels, Collection<ChannelId> ids) {
    List<ChannelId> asked = List.copyOf(ids);
    List<ChannelState> states = channels.states(asked);
    Map<ChannelId, Held> held = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      held.put(asked.get(i), new Held(states.get(i).balance(), states.get(i).totalClaimed()));
    }
    return held;
  }

  @Override
  public void simulate(List<Claim> claims) {
    ClaimBatch batch = new ClaimBatch(claims);
    refusing(
        batch,
        signature -> {
          channels.simulateClaim(sender.address(), batch, signature);
          return Bytes32.ZERO;
        });
  }

  @Override
  public Bytes32 claim(List<Claim> claims) {
    ClaimBatch batch = new ClaimBatch(claims);
    return refusing(
        batch,
        signature ->
            channels.claimAndSettle(sender, batch, signature, pool.address(), erc20).hash());
  }

  private Bytes32 refusing(ClaimBatch batch, Function<Signature, Bytes32> call) {
    Bytes32 digest = batch.digest(domain);
    Signature signature = authorizer.sign(digest);
    try {
      return call.apply(signature);
    } catch (ChainException.Reverted reverted) {
      // Settlement contracts name this error differently, so the one that judges is asked.
      if (!pool.authorizer().isValidSignature(digest, signature)) {
        // No batch will ever pass: this is not a channel's fault, and not to be bisected.
        throw new IllegalStateException(
            "the operator key "
                + authorizer.key().address()
                + " is not the authorizer's (any more)",
            reverted);
      }
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
  public boolean isRejected(EpochRoots roots) {
    Bytes32 hash = roots.hash();
    return pool.lastProposed().equals(hash)
        && !pool.hasPending()
        && !pool.activatedRoots(pool.activeEpoch()).equals(Optional.of(hash));
  }

  @Override
  public Bond bond(BigInteger total) {
    BigInteger increase = total.subtract(pool.activatedTotal());
    return new Bond(
        pool.bonds().bondOf(sender.address()),
        increase.max(pool.minimumBond()),
        new Erc20Contract(chain, erc20).balanceOf(sender.address()));
  }

  @Override
  public void raiseBond(BigInteger amount) {
    OperatorBondContract bonds = pool.bonds();
    new Erc20Contract(chain, erc20).approve(sender, bonds.address(), amount);
    bonds.deposit(sender, amount, bonds.returnTo(sender.address()).orElseGet(pool::owner));
  }

  @Override
  public Watchers watchers() {
    return pool.watchers();
  }

  @Override
  public Bytes32 availabilityDigest(long epoch, EpochRoots roots) {
    return pool.availabilityDigest(epoch, roots);
  }

  @Override
  public Bytes32 propose(long epoch, EpochRoots roots, List<Signature> available) {
    // Without a delay the root is due at once, and the second transaction would only cost gas.
    TransactionReceipt sent =
        pool.activationDelay().isZero()
            ? pool.proposeAndActivate(sender, epoch, roots, available)
            : pool.propose(sender, epoch, roots, available);
    return sent.hash();
  }

  @Override
  public Bytes32 activate() {
    return pool.activate(sender).hash();
  }

  @Override
  public Map<Address, BigInteger> paid(Collection<Address> payees) {
    return pool.claimed(payees);
  }
}
