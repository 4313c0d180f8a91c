package org.tributary.contracts.asset;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Keccak256;

/**
 * Every ancestor that is owed a share of an asset's lineage revenue, in parts per billion; the rest
 * is the owner's.
 */
public record FlatLineage(List<Ancestor> ancestors) {

  public static final int PPB = 1_000_000_000;
  public static final int MAX_ANCESTORS = 32;
  public static final FlatLineage NONE = new FlatLineage(List.of());

  private static final int PPB_PER_BPS = PPB / 10_000;

  /** One ancestor's share. */
  public record Ancestor(AssetId asset, int ppb) {
    public Ancestor {
      if (ppb < 1 || ppb > PPB) {
        throw new IllegalArgumentException("ppb out of range: " + ppb);
      }
    }
  }

  /** A parent together with the table it was registered with. */
  public record ParentTable(Parent parent, FlatLineage table) {}

  public FlatLineage {
    ancestors = List.copyOf(ancestors);
    if (ancestors.size() > MAX_ANCESTORS) {
      throw new IllegalArgumentException("more than " + MAX_ANCESTORS + " ancestors");
    }
    if (ancestors.stream().mapToLong(Ancestor::ppb).sum() > PPB) {
      throw new IllegalArgumentException("lineage shares exceed the whole");
    }
    if (ancestors.stream().map(Ancestor::asset).distinct().count() != ancestors.size()) {
      throw new IllegalArgumentException("an ancestor is listed twice");
    }
  }

  /**
   * The table of a child of these parents, by the same rule as AssetRegistry: each parent passes on
   * what its own ancestors are owed and keeps the rest; shares that round to nothing are dropped.
   */
  public static FlatLineage merge(List<ParentTable> parents) {
    if (parents.size() > Parent.MAX_PARENTS) {
      throw new IllegalArgumentException("more than " + Parent.MAX_PARENTS + " parents");
    }
    Map<AssetId, Integer> merged = new LinkedHashMap<>();
    for (ParentTable each : parents) {
      addParent(merged, each);
    }
    return new FlatLineage(
        merged.entrySet().stream().map(e -> new Ancestor(e.getKey(), e.getValue())).toList());
  }

  /** keccak256(abi.encode(entries)), as the registry stores it. */
  public Bytes32 hash() {
    byte[][] words = new byte[2 + 2 * ancestors.size()][];
    words[0] = word(32);
    words[1] = word(ancestors.size());
    for (int i = 0; i < ancestors.size(); i++) {
      words[2 + 2 * i] = word(ancestors.get(i).asset().value());
      words[3 + 2 * i] = word(ancestors.get(i).ppb());
    }
    return Keccak256.hash(words);
  }

  private static void addParent(Map<AssetId, Integer> merged, ParentTable each) {
    long gross = (long) each.parent().bps() * PPB_PER_BPS;
    long net = gross;
    int[] passed = new int[each.table().ancestors().size()];
    for (int i = 0; i < passed.length; i++) {
      passed[i] = (int) (gross * each.table().ancestors().get(i).ppb() / PPB);
      net -= passed[i];
    }
    add(merged, each.parent().asset(), (int) net);
    for (int i = 0; i < passed.length; i++) {
      add(merged, each.table().ancestors().get(i).asset(), passed[i]);
    }
  }

  private static void add(Map<AssetId, Integer> merged, AssetId asset, int ppb) {
    if (ppb > 0) {
      merged.merge(asset, ppb, Math::addExact);
    }
  }

  private static byte[] word(long value) {
    return Bytes32.of(BigInteger.valueOf(value)).bytes();
  }
}
