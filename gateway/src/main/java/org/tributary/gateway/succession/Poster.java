package org.tributary.gateway.succession;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Erc20Contract;
import org.tributary.contracts.chain.OperatorBondContract;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.gateway.local.StackFailure;

/** What the pool asks of whoever posts: its turn, a bond, and watchers' signatures. */
record Poster(Chain chain, RevenuePoolContract pool, TxSender sender) {
  private static final Duration SILENCE = Duration.ofDays(30);
  private static final Duration OPERATORS_TURN = Duration.ofDays(1);

  void requireOpen() {
    pool.pending()
        .ifPresent(pending -> {
          throw new StackFailure(
              "epoch %d is pending until %s: `epoch activate` it first, and begin with its table"
                  .formatted(pending.epoch(), pending.activatesAt()));
        });
  }

  void requireAllowed() {
    if (pool.mayPost(sender.address())) {
      return;
    }
    throw new StackFailure("only the operator may post" + reason());
  }

  private String reason() {
    if (pool.arbiter().isEmpty()) {
      return ": this pool has no arbiter that could reject a wrong root";
    }
    if (pool.watchers().threshold() == 0) {
      return ": this pool has no watchers, so nobody would have to show what is wrong with a root";
    }
    Instant silent = pool.lastActivation().plus(SILENCE);
    Instant next = pool.lastStrangersActivation().plus(OPERATORS_TURN);
    return next.isAfter(silent)
        ? " before %s, a day after somebody else did".formatted(next)
        : " before %s, 30 days after its last epoch".formatted(silent);
  }

  /** What was claimed from channels and is not in the pool yet. */
  void bringIn() {
    if (new BatchSettlementContract(chain).unsettled(pool.address(), pool.erc20()).signum() > 0) {
      pool.settle(sender);
    }
  }

  Bytes32 post(long number, EpochRoots roots, List<String> available) {
    List<Signature> signatures = signatures(number, roots, available);
    bond(roots.total().subtract(pool.activatedTotal()).max(pool.minimumBond()));
    return pool.propose(sender, number, roots, signatures).hash();
  }

  private void bond(BigInteger required) {
    OperatorBondContract bonds = pool.bonds();
    BigInteger missing = required.subtract(bonds.bondOf(sender.address()));
    if (missing.signum() <= 0) {
      return;
    }
    Erc20Contract erc20 = new Erc20Contract(chain, pool.erc20());
    BigInteger held = erc20.balanceOf(sender.address());
    if (held.compareTo(missing) < 0) {
      throw new StackFailure(
          "the bond lacks %s base units, and %s holds %s"
              .formatted(missing, sender.address(), held));
    }
    erc20.approve(sender, bonds.address(), missing);
    bonds.deposit(sender, missing, bonds.returnTo(sender.address()).orElse(sender.address()));
  }

  private List<Signature> signatures(long number, EpochRoots roots, List<String> available) {
    RevenuePoolContract.Watchers watchers = pool.watchers();
    Bytes32 digest = pool.availabilityDigest(number, roots);
    List<Signature> signed =
        watchers.counted(digest, available.stream().map(Poster::signature).toList());
    if (signed.size() < watchers.threshold()) {
      throw new StackFailure(
          "%d watchers must sign that the receipts are public, and %d have: %s is what they sign"
              .formatted(watchers.threshold(), signed.size(), digest));
    }
    return signed;
  }

  private static Signature signature(String text) {
    try {
      return new Signature(text);
    } catch (IllegalArgumentException e) {
      throw new StackFailure("--available is no signature: " + text, e);
    }
  }
}
