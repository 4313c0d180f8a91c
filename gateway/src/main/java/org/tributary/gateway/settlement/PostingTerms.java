package org.tributary.gateway.settlement;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.chain.RevenuePoolContract.Watchers;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.EpochRoots;

/** What the pool asks for beside a root: a bond that covers it, and watchers' signatures. */
final class PostingTerms {
  private final SettlementChain chain;
  private final WatcherSignatures watchers;
  private final BigInteger bondLimit;

  PostingTerms(SettlementChain chain, WatcherSignatures watchers, BigInteger bondLimit) {
    this.chain = chain;
    this.watchers = watchers;
    this.bondLimit = bondLimit;
  }

  /** Whether a root can be proposed now. */
  sealed interface Check {

    /** The bond covers it, and enough watchers have signed. */
    record Met(List<Signature> available) implements Check {}

    /** What keeps it from the pool, and what to do. */
    record Missing(String what) implements Check {}
  }

  /** Raises the bond where it is too small, and asks the watchers where they must sign. */
  Check meet(long epoch, EpochRoots roots) {
    return rejection(roots)
        .or(() -> bond(roots.total()))
        .<Check>map(Check.Missing::new)
        .orElseGet(() -> signed(epoch, roots));
  }

  /** The highest bond that there is or can be: no epoch may grant more. */
  BigInteger highestBond() {
    SettlementChain.Bond bond = chain.bond(BigInteger.ZERO);
    return bond.posted().add(bond.held()).min(bondLimit).max(bond.posted());
  }

  private Optional<String> rejection(EpochRoots roots) {
    return chain.isRejected(roots)
        ? Optional.of(
            "the pool rejected this very root as wrong, and the ledger gives no other: look into"
                + " 'tributary ledger check' before anything is posted")
        : Optional.empty();
  }

  private Optional<String> bond(BigInteger total) {
    SettlementChain.Bond bond = chain.bond(total);
    BigInteger missing = bond.missing();
    if (missing.signum() == 0) {
      return Optional.empty();
    }
    if (bond.required().compareTo(bondLimit) > 0) {
      return Optional.of(
          "the operator's bond is %s and must be %s, above tributary.settlement.bond-limit (%s)"
              .formatted(bond.posted(), bond.required(), bondLimit));
    }
    if (bond.held().compareTo(missing) < 0) {
      return Optional.of(
          "the operator's bond lacks %s, and its address holds only %s base units"
              .formatted(missing, bond.held()));
    }
    chain.raiseBond(missing);
    return Optional.empty();
  }

  private Check signed(long epoch, EpochRoots roots) {
    Watchers asked = chain.watchers();
    if (asked.threshold() == 0) {
      return new Check.Met(List.of());
    }
    Bytes32 digest = chain.availabilityDigest(epoch, roots);
    List<Signature> signed = asked.counted(digest, watchers.of(epoch, roots, digest));
    return signed.size() < asked.threshold()
        ? new Check.Missing(
            "%d watchers have signed that the receipts are public, and the pool wants %d: see"
                    .formatted(signed.size(), asked.threshold())
                + " tributary.settlement.watchers")
        : new Check.Met(signed);
  }
}
