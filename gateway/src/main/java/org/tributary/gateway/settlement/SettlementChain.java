package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.chain.RevenuePoolContract.Watchers;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;

/** What settlement does on-chain; each transaction is mined and has succeeded when it returns. */
interface SettlementChain {

  /** What channels hold as of the last block, for those that the chain knows. */
  Map<ChannelId, Held> held(Collection<ChannelId> channels);

  /**
   * What has been claimed from each channel since it began, as of a block deep enough that no
   * likely reorganisation undoes it.
   */
  Map<ChannelId, BigInteger> confirmedClaims(Collection<ChannelId> channels);

  /** Throws {@link ClaimRefused} where claiming would, and changes nothing. */
  void simulate(List<Claim> claims);

  /**
   * Claims for channels that share the operator's authorizer and brings it all to the pool; an
   * older total changes nothing.
   */
  Bytes32 claim(List<Claim> claims);

  /** Claimed for the pool and not yet brought to it. */
  BigInteger unsettled();

  Bytes32 settle();

  /** The last proposed epoch; 0 before the first. */
  long lastEpoch();

  /** All that ever came into the pool. */
  BigInteger received();

  Optional<PostedEpoch> posted(long epoch);

  /** Whether the pool's last root was this one and was proven wrong. */
  boolean isRejected(EpochRoots roots);

  /** What a root of this total asks of the operator's bond. */
  Bond bond(BigInteger total);

  /** Adds to the operator's bond, from what its address holds. */
  void raiseBond(BigInteger amount);

  Watchers watchers();

  /** What a watcher signs about an epoch. */
  Bytes32 availabilityDigest(long epoch, EpochRoots roots);

  /** With what enough watchers signed, in ascending order of their addresses. */
  Bytes32 propose(long epoch, EpochRoots roots, List<Signature> available);

  Bytes32 activate();

  /** What the pool has paid to each of them since it began. */
  Map<Address, BigInteger> paid(Collection<Address> payees);

  /** All deposits less what went back to the payer, and what of it was claimed. */
  record Held(BigInteger balance, BigInteger claimed) {
    static final Held NOTHING = new Held(BigInteger.ZERO, BigInteger.ZERO);
  }

  /** What is bonded, what must be, and what the operator's address holds beside it. */
  record Bond(BigInteger posted, BigInteger required, BigInteger held) {

    BigInteger missing() {
      return required.subtract(posted).max(BigInteger.ZERO);
    }
  }

  /** An epoch as the pool knows it: by the hash of its roots. */
  record PostedEpoch(Bytes32 rootsHash, Instant activatesAt, boolean activated) {}
}
