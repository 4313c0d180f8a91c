package org.tributary.contracts.asset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.asset.FlatLineage.Ancestor;
import org.tributary.contracts.asset.FlatLineage.ParentTable;

class FlatLineageTest {

  @Test
  void merge_ofRootParentsIsTheirBps() {
    FlatLineage table = FlatLineage.merge(List.of(root(1, 1500), root(2, 500)));
    assertEquals(List.of(ancestor(1, 150_000_000), ancestor(2, 50_000_000)), table.ancestors());
  }

  @Test
  void merge_passesOnWhatTheParentOwesAndAddsDuplicates() {
    FlatLineage base = FlatLineage.merge(List.of(root(1, 3333)));
    FlatLineage tuned =
        FlatLineage.merge(
            List.of(new ParentTable(new Parent(new AssetId(2), 777), base), root(1, 100)));
    // 77 700 000 · 0.3333 = 25 897 410 to asset 1, the rest stays with 2; 10 000 000 more for 1.
    assertEquals(List.of(ancestor(2, 51_802_590), ancestor(1, 35_897_410)), tuned.ancestors());
  }

  @Test
  void merge_dropsWhatRoundsToNothing() {
    FlatLineage tiny = new FlatLineage(List.of(ancestor(1, 1)));
    FlatLineage table =
        FlatLineage.merge(List.of(new ParentTable(new Parent(new AssetId(2), 9999), tiny)));
    assertEquals(List.of(ancestor(2, 999_900_000)), table.ancestors());
    assertEquals(FlatLineage.NONE, FlatLineage.merge(List.of(root(1, 0))));
  }

  @Test
  void merge_refusesTooMuchOrTooMany() {
    assertThrows(
        IllegalArgumentException.class,
        () -> FlatLineage.merge(List.of(root(1, 6000), root(2, 4001))));
    List<ParentTable> nine = new ArrayList<>();
    for (int i = 1; i <= 9; i++) {
      nine.add(root(i, 10));
    }
    assertThrows(IllegalArgumentException.class, () -> FlatLineage.merge(nine));
  }

  @Test
  void hash_isThatOfTheAbiEncodedTable() {
    // Made with viem.
    assertEquals(
        "0x1e5d4b2b82d1f775ed1de0fe1582c6ed9d3f2e4e513f2cf8f320640e96403d78",
        new FlatLineage(List.of(ancestor(1, 100_000_000), ancestor(2, 5))).hash().text());
    assertEquals(
        "0x569e75fc77c1a856f6daaf9e69d8a9566ca34aa47f9133711ce065a571af0cfd",
        FlatLineage.NONE.hash().text());
  }

  @Property(tries = 200)
  void merge_neverLosesOrAddsAShare(@ForAll long seed) {
    Random random = new Random(seed);
    List<FlatLineage> tables = new ArrayList<>(List.of(FlatLineage.NONE, FlatLineage.NONE));
    for (int child = 3; child <= 10; child++) {
      List<ParentTable> parents = new ArrayList<>();
      int left = 10_000;
      for (int i = 0; i < 3; i++) {
        int asset = 1 + random.nextInt(tables.size());
        int bps = random.nextInt(left + 1);
        left -= bps;
        parents.add(new ParentTable(new Parent(new AssetId(asset), bps), tables.get(asset - 1)));
      }
      FlatLineage merged = FlatLineage.merge(parents);
      assertEquals(
          (10_000 - left) * 100_000L, merged.ancestors().stream().mapToLong(Ancestor::ppb).sum());
      tables.add(merged);
    }
  }

  private static ParentTable root(int asset, int bps) {
    return new ParentTable(new Parent(new AssetId(asset), bps), FlatLineage.NONE);
  }

  private static Ancestor ancestor(int asset, int ppb) {
    return new Ancestor(new AssetId(asset), ppb);
  }
}
