package org.tributary.contracts.receipt;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;

/** Divides a charge among the gateway, the workers and the lineage, exactly. */
public final class Split {
  /** In base units; up to here every product below fits a long. */
  public static final long MAX_CHARGE = 1_000_000_000_000L;

  public static final long MILLIONTHS = 1_000_000L;

  private static final int BPS = 10_000;

  private Split() {}

  /** The shares that come before the lineage, in basis points. */
  public record Terms(int feeBps, int workerBps) {
    public Terms {
      if (feeBps < 0 || workerBps < 0 || feeBps + workerBps > BPS) {
        throw new IllegalArgumentException("fee and worker share exceed the charge");
      }
    }
  }

  /** An asset in a split, and where its money goes. */
  public record Party(AssetId asset, Address payee) {}

  /** An ancestor of the model with its share of the flat table. */
  public record Ancestor(Party party, int ppb) {
    public Ancestor {
      if (ppb < 0 || ppb > FlatLineage.PPB) {
        throw new IllegalArgumentException("ppb out of range: " + ppb);
      }
    }
  }

  /**
   * The gateway, the workers in their order, the model's owner, then the ancestors in their order.
   * Shares are floored; the last worker has the rest of the workers' and the model's owner that of
   * the lineage's, so the sum is the charge to the last millionth.
   */
  public static List<Share> of(
      long charge,
      Terms terms,
      Address gateway,
      List<Delivered> workers,
      Party model,
      List<Ancestor> ancestors) {
    if (charge < 0 || charge > MAX_CHARGE) {
      throw new IllegalArgumentException("charge out of range: " + charge);
    }
    if (workers.isEmpty()) {
      throw new IllegalArgumentException("no worker to pay");
    }
    // charge · 10^6 · bps / 10^4 has no remainder.
    long fee = charge * terms.feeBps() * (MILLIONTHS / BPS);
    long work = charge * terms.workerBps() * (MILLIONTHS / BPS);
    List<Share> shares = new ArrayList<>(2 + workers.size() + ancestors.size());
    shares.add(new Share(Share.Role.GATEWAY, null, gateway, fee));
    payWorkers(shares, workers, work);
    payOwners(shares, model, ancestors, charge * MILLIONTHS - fee - work);
    return List.copyOf(shares);
  }

  private static void payWorkers(List<Share> shares, List<Delivered> workers, long work) {
    long all = 0;
    for (Delivered each : workers) {
      all = Math.addExact(all, each.modelTokens());
    }
    long left = work;
    for (Delivered each : workers.subList(0, workers.size() - 1)) {
      long share = all == 0 ? 0 : part(work, each.modelTokens(), all);
      left -= share;
      shares.add(new Share(Share.Role.WORKER, null, each.payout(), share));
    }
    shares.add(new Share(Share.Role.WORKER, null, workers.getLast().payout(), left));
  }

  private static void payOwners(
      List<Share> shares, Party model, List<Ancestor> ancestors, long rest) {
    int owner = shares.size();
    long left = rest;
    for (Ancestor ancestor : ancestors) {
      long share = portion(rest, ancestor.ppb());
      left -= share;
      Party party = ancestor.party();
      shares.add(new Share(Share.Role.OWNER, party.asset(), party.payee(), share));
    }
    shares.add(owner, new Share(Share.Role.OWNER, model.asset(), model.payee(), left));
  }

  /** floor(amount · own / all). */
  private static long part(long amount, long own, long all) {
    if (Math.multiplyHigh(amount, own) == 0 && amount * own >= 0) {
      return amount * own / all;
    }
    return BigInteger.valueOf(amount)
        .multiply(BigInteger.valueOf(own))
        .divide(BigInteger.valueOf(all))
        .longValueExact();
  }

  /** floor(amount · ppb / 10^9) without a 128-bit product. */
  private static long portion(long amount, int ppb) {
    return amount / FlatLineage.PPB * ppb + amount % FlatLineage.PPB * ppb / FlatLineage.PPB;
  }
}
