package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tributary.contracts.chain.RevenuePoolContract.Watchers;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.gateway.SettableClock;

/** The contracts' rules in memory, with the means to forget. */
final class FakeChain implements SettlementChain {
  private static final BigInteger PLENTY = BigInteger.TEN.pow(12);

  private final Duration activationDelay;
  private final SettableClock clock;
  final Set<ChannelId> refusing = new HashSet<>();
  final Map<ChannelId, BigInteger> balances = new HashMap<>();
  boolean confirms = true;
  int simulations;
  final List<BigInteger> totals = new ArrayList<>();
  private Map<ChannelId, BigInteger> claimed = new HashMap<>();
  private List<PostedEpoch> epochs = new ArrayList<>();
  private BigInteger settled = BigInteger.ZERO;
  private Optional<Bytes32> rejected = Optional.empty();
  final Map<Address, BigInteger> paid = new HashMap<>();
  BigInteger bonded = PLENTY;
  BigInteger operatorHolds = BigInteger.ZERO;
  int transactions;

  FakeChain(Duration activationDelay, SettableClock clock) {
    this.activationDelay = activationDelay;
    this.clock = clock;
  }

  /** What to call to go back to the chain as it is now. */
  Runnable snapshot() {
    Map<ChannelId, BigInteger> claimedNow = Map.copyOf(claimed);
    List<PostedEpoch> epochsNow = List.copyOf(epochs);
    BigInteger settledNow = settled;
    return () -> {
      claimed = new HashMap<>(claimedNow);
      epochs = new ArrayList<>(epochsNow);
      settled = settledNow;
    };
  }

  @Override
  public Map<ChannelId, Held> held(Collection<ChannelId> channels) {
    Map<ChannelId, Held> held = new HashMap<>();
    channels.forEach(channel ->
        held.put(channel, new Held(balances.getOrDefault(channel, PLENTY), claimed(channel))));
    return held;
  }

  @Override
  public Map<ChannelId, BigInteger> confirmedClaims(Collection<ChannelId> channels) {
    Map<ChannelId, BigInteger> confirmed = new HashMap<>();
    channels.forEach(
        channel -> confirmed.put(channel, confirms ? claimed(channel) : BigInteger.ZERO));
    return confirmed;
  }

  private BigInteger claimed(ChannelId channel) {
    return claimed.getOrDefault(channel, BigInteger.ZERO);
  }

  @Override
  public void simulate(List<Claim> claims) {
    simulations++;
    for (Claim claim : claims) {
      ChannelId channel = claim.voucher().voucher().channelId();
      if (refusing.contains(channel)
          || claim.totalClaimed().compareTo(balances.getOrDefault(channel, PLENTY)) > 0) {
        throw new ClaimRefused("AboveBalance", new IllegalStateException());
      }
    }
  }

  @Override
  public Bytes32 claim(List<Claim> claims) {
    simulate(claims);
    claims.forEach(claim ->
        claimed.merge(
            claim.voucher().voucher().channelId(), claim.totalClaimed(), BigInteger::max));
    return mined();
  }

  @Override
  public BigInteger unsettled() {
    return claimed.values().stream().reduce(BigInteger.ZERO, BigInteger::add).subtract(settled);
  }

  @Override
  public Bytes32 settle() {
    settled = settled.add(unsettled());
    return mined();
  }

  @Override
  public long lastEpoch() {
    return epochs.size();
  }

  @Override
  public BigInteger received() {
    return settled;
  }

  @Override
  public Optional<PostedEpoch> posted(long epoch) {
    return epoch <= epochs.size() ? Optional.of(epochs.get((int) epoch - 1)) : Optional.empty();
  }

  /** The pending root is proven wrong, and its bond lost. */
  void reject() {
    rejected = Optional.of(epochs.removeLast().rootsHash());
  }

  @Override
  public boolean isRejected(EpochRoots roots) {
    return rejected.equals(Optional.of(roots.hash()));
  }

  @Override
  public Bond bond(BigInteger total) {
    BigInteger before = totals.isEmpty() ? BigInteger.ZERO : totals.getLast();
    return new Bond(bonded, total.subtract(before), operatorHolds);
  }

  @Override
  public void raiseBond(BigInteger amount) {
    bonded = bonded.add(amount);
    operatorHolds = operatorHolds.subtract(amount);
    require(operatorHolds.signum() >= 0, "ERC20InsufficientBalance");
  }

  @Override
  public Watchers watchers() {
    return new Watchers(Set.of(), 0);
  }

  @Override
  public Bytes32 availabilityDigest(long epoch, EpochRoots roots) {
    return roots.hash();
  }

  @Override
  public Bytes32 propose(long epoch, EpochRoots roots, List<Signature> available) {
    require(bond(roots.total()).missing().signum() == 0, "BondTooSmall");
    require(epoch == epochs.size() + 1, "WrongEpoch");
    require(epochs.isEmpty() || epochs.getLast().activated(), "RootPending");
    require(roots.total().compareTo(settled) <= 0, "TotalAboveReceived");
    epochs.add(new PostedEpoch(roots.hash(), clock.instant().plus(activationDelay), false));
    totals.add(roots.total());
    return mined();
  }

  @Override
  public Bytes32 activate() {
    PostedEpoch pending = epochs.removeLast();
    require(!pending.activated(), "NoRootPending");
    Instant due = pending.activatesAt();
    require(!clock.instant().isBefore(due), "NotDue");
    epochs.add(new PostedEpoch(pending.rootsHash(), due, true));
    return mined();
  }

  @Override
  public Map<Address, BigInteger> paid(Collection<Address> payees) {
    return Map.copyOf(paid);
  }

  private Bytes32 mined() {
    return Bytes32.of(BigInteger.valueOf(++transactions));
  }

  private static void require(boolean holds, String error) {
    if (!holds) {
      throw new IllegalStateException(error);
    }
  }
}
