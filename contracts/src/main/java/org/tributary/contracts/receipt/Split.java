package org.tributary.contracts.receipt;

import java.util.ArrayList;
import java.util.List;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Address;

/** Divides a charge among the gateway, the worker and the lineage, exactly. */
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

  /** An asset's place in a split: what it is and where its money goes. */
  public record Party(Share.Role role, AssetId asset, Address payee) {}

  /** An ancestor of the model with its share of the flat table. */
  public record Ancestor(Party party, int ppb) {
    public Ancestor {
      if (ppb < 0 || ppb > FlatLineage.PPB) {
        throw new IllegalArgumentException("ppb out of range: " + ppb);
      }
    }
  }

  /**
   * Gateway, worker, the model's owner, then the ancestors in their order. Ancestors' shares are
   * floored and the remainder is the owner's, so the sum is the charge to the last millionth.
   */
  public static List<Share> of(
      long charge,
      Terms terms,
      Address gateway,
      Address worker,
      Party model,
      List<Ancestor> ancestors) {
    if (charge < 0 || charge > MAX_CHARGE) {
      throw new IllegalArgumentException("charge out of range: " + charge);
    }
    // charge · 10^6 · bps / 10^4 has no remainder.
    long fee = charge * terms.feeBps() * (MILLIONTHS / BPS);
    long work = charge * terms.workerBps() * (MILLIONTHS / BPS);
    long rest = charge * MILLIONTHS - fee - work;
    List<Share> upstream = new ArrayList<>();
    long owner = rest;
    for (Ancestor ancestor : ancestors) {
      long share = portion(rest, ancestor.ppb());
      owner = owner - share;
      Party party = ancestor.party();
      upstream.add(new Share(party.role(), party.asset(), party.payee(), share));
    }
    List<Share> shares = new ArrayList<>(3 + upstream.size());
    shares.add(new Share(Share.Role.GATEWAY, null, gateway, fee));
    shares.add(new Share(Share.Role.WORKER, null, worker, work));
    shares.add(new Share(model.role(), model.asset(), model.payee(), owner));
    shares.addAll(upstream);
    return List.copyOf(shares);
  }

  /** floor(amount · ppb / 10^9) without a 128-bit product. */
  private static long portion(long amount, int ppb) {
    return amount / FlatLineage.PPB * ppb + amount % FlatLineage.PPB * ppb / FlatLineage.PPB;
  }
}
