package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.gateway.settlement.SettlementWorld.BESIDE_ONE;
import static org.tributary.gateway.settlement.SettlementWorld.ONE;
import static org.tributary.gateway.settlement.SettlementWorld.TWO;
import static org.tributary.gateway.settlement.SettlementWorld.charged;
import static org.tributary.gateway.settlement.SettlementWorld.earned;
import static org.tributary.gateway.settlement.SettlementWorld.settleThroughACrash;
import static org.tributary.gateway.settlement.SettlementWorld.split;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.settlement.Settlement.Outcome;

/** How epochs are bonded, posted, waited for, and taken over. */
class SettlementPostingTest {
  @Test
  void settle_withADelay_waitsAndActivatesLater() {
    SettlementWorld world = new SettlementWorld(Duration.ofHours(1));
    world.ledger.charge(ONE, split(10));
    Settlement waiting = world.settle();
    assertEquals(Outcome.WAITING, waiting.outcome());
    world.ledger.charge(ONE, split(10));
    assertEquals(Outcome.WAITING, world.settle().outcome());
    // What came in meanwhile is claimed all the same, and granted by the next epoch.
    assertEquals(BigInteger.valueOf(20), world.chain.received());
    world.clock.advance(Duration.ofHours(1));
    Settlement posted = world.settle();
    assertEquals(2, posted.epoch().orElseThrow().number());
    assertTrue(world.epochs.find(1).orElseThrow().isActive());
  }

  @Test
  void settle_withADelay_sendsTwoTransactionsForAnEpoch() {
    SettlementWorld world = new SettlementWorld(Duration.ofHours(1));
    world.ledger.charge(ONE, split(10));
    world.settle();
    // One claim, one settle, and the proposal.
    assertEquals(3, world.chain.transactions);
    world.settle();
    assertEquals(3, world.chain.transactions);
    world.clock.advance(Duration.ofHours(1));
    world.settle();
    world.settle();
    assertEquals(4, world.chain.transactions);
  }

  @Test
  void settle_anIncreaseAboveTheBond_raisesIt() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    world.chain.bonded = BigInteger.TEN;
    world.chain.operatorHolds = BigInteger.valueOf(500);
    world.ledger.charge(ONE, split(300));
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(world.chain.totals.getLast(), world.chain.bonded);
    assertTrue(world.chain.operatorHolds.signum() > 0);
  }

  @Test
  void settle_anIncreaseThatNoBondCovers_isHeldAndPostedLater() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    world.chain.bonded = BigInteger.TEN;
    world.ledger.charge(ONE, split(300));
    Settlement held = world.settle();
    assertEquals(Outcome.HELD, held.outcome());
    assertTrue(String.valueOf(held.held()).contains("1 charges wait"), held.held());
    // What comes in meanwhile is claimed all the same, and what fits is granted.
    world.ledger.charge(ONE, split(100));
    world.ledger.charge(TWO, split(7));
    Settlement rest = world.settle();
    assertEquals(Outcome.POSTED, rest.outcome());
    assertEquals(1, rest.epoch().orElseThrow().receipts());
    assertEquals(BigInteger.valueOf(407), world.chain.received());
    world.chain.operatorHolds = BigInteger.valueOf(1_000);
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(2, world.chain.lastEpoch());
    assertEquals(earned(407), world.ledger.folded().byPayee());
    assertEquals(Outcome.UNCHANGED, world.settle().outcome());
  }

  @Property(tries = 300)
  void settle_moreThanTheBondCovers_isManyEpochsThatItCoversEach(
      @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 12) Integer> charges,
      @ForAll @IntRange(min = 20, max = 30) int bond,
      @ForAll boolean refuses,
      @ForAll @IntRange(max = 20) int crash) {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    world.chain.bonded = BigInteger.valueOf(bond);
    List<ChannelId> channels = List.of(ONE, BESIDE_ONE, TWO);
    for (int i = 0; i < charges.size(); i++) {
      world.ledger.charge(channels.get(i % 3), split(charges.get(i)));
    }
    if (refuses) {
      world.chain.refusing.add(ONE);
      settleThroughACrash(world, crash, true);
      world.chain.refusing.clear();
    }
    settleThroughACrash(world, crash, false);
    Settlement settled = world.settle();
    for (int i = 0; i < charges.size() && settled.outcome() != Outcome.UNCHANGED; i++) {
      assertEquals(Outcome.POSTED, settled.outcome(), String.valueOf(settled.held()));
      settled = world.settle();
    }
    assertEquals(Outcome.UNCHANGED, settled.outcome());
    int sum = charges.stream().mapToInt(each -> each).sum();
    assertEquals(earned(sum), world.ledger.folded().byPayee());
    assertEquals(BigInteger.valueOf(bond), world.chain.bonded);
    BigInteger before = BigInteger.ZERO;
    for (BigInteger total : world.chain.totals) {
      assertTrue(total.subtract(before).compareTo(BigInteger.valueOf(bond)) <= 0);
      before = total;
    }
    assertTrue(world.chain.totals.size() >= sum / (bond + 1));
  }

  @Test
  void settle_aBondAboveTheLimit_isNotRaised() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    world.chain.bonded = BigInteger.TEN;
    world.chain.operatorHolds = BigInteger.valueOf(1_000_000);
    world.ledger.charge(ONE, split(5_000));
    Settlement held = world.settle();
    assertEquals(Outcome.HELD, held.outcome());
    assertTrue(String.valueOf(held.held()).contains("bond-limit"), held.held());
    assertEquals(BigInteger.TEN, world.chain.bonded);
  }

  @Test
  void settle_aRejectedRoot_isPreparedAnewFromTheLedger() {
    SettlementWorld world = new SettlementWorld(Duration.ofHours(1));
    world.ledger.charge(ONE, split(10));
    assertEquals(Outcome.WAITING, world.settle().outcome());
    Bytes32 rejected = world.epochs.latest().orElseThrow().payoutRoot();
    world.chain.reject();
    Settlement same = world.settle();
    // As wrong as before: another bond would be lost.
    assertEquals(Outcome.HELD, same.outcome());
    assertTrue(String.valueOf(same.held()).contains("rejected"), same.held());
    assertEquals(0, world.chain.lastEpoch());
    world.ledger.charge(ONE, split(10));
    assertEquals(Outcome.WAITING, world.settle().outcome());
    Epoch anew = world.epochs.latest().orElseThrow();
    assertEquals(1, anew.number());
    assertNotEquals(rejected, anew.payoutRoot());
    world.clock.advance(Duration.ofHours(1));
    world.settle();
    assertTrue(world.epochs.find(1).orElseThrow().isActive());
    assertEquals(world.ledger.folded().byPayee().size(), anew.leaves().size());
  }

  @Test
  void settle_withAnotherLedgersPool_refuses() {
    SettlementWorld world = charged();
    world.chain.settle();
    world.chain.propose(
        1, new EpochRoots(Bytes32.ZERO, 1, BigInteger.ZERO, Bytes32.ZERO), List.of());
    assertThrows(IllegalStateException.class, world::settle);
    assertTrue(world.ledger.marks().ledger().isEmpty());
  }

  /** Somebody stood in while the gateway was silent, and took some of what was open. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEpochOfSomebodyElse_isTakenOverFromItsPublishedReceipts(boolean before) {
    for (int at = 0; at <= 12; at++) {
      SettlementWorld world = new SettlementWorld(Duration.ZERO);
      CallId first = world.ledger.charge(ONE, split(10));
      CallId late = world.ledger.charge(BESIDE_ONE, split(5));
      CallId third = world.ledger.charge(ONE, split(20));
      CallId unpaid = world.ledger.charge(TWO, split(7));
      // The third is credited and was never posted, the others are set aside.
      world.wrong.add(BigInteger.TEN);
      world.chain.refusing.addAll(Set.of(BESIDE_ONE, TWO));
      world.published.failing = true;
      assertThrows(UncheckedIOException.class, world::settle);
      world.published.failing = false;
      world.wrong.clear();
      world.chain.refusing.clear();
      CallId between = world.ledger.charge(BESIDE_ONE, split(3));
      CallId taken = world.ledger.charge(ONE, split(2));
      world.job(new Crash.Plan(0, true)).claimNow(List.of(ONE, BESIDE_ONE), Duration.ZERO);
      world.chain.settle();
      List<CallId> theirs = List.of(third, late, first, taken);
      postedBySomebodyElse(world, theirs);

      String refused =
          String.valueOf(assertThrows(IllegalStateException.class, world::settle).getMessage());
      assertTrue(refused.contains("Put its epoch-1.ndjson into the folder"), refused);
      world.published.files.put(1L, List.of(late, third, first, taken));
      // Another order has another root.
      assertThrows(IllegalStateException.class, world::settle);
      world.published.files.put(1L, theirs);
      settleThroughACrash(world, at, before);

      assertEquals(earned(47), world.ledger.folded().byPayee());
      assertTrue(world.published.placed.contains(1L));
      Epoch adopted = world.epochs.find(1).orElseThrow();
      assertEquals(4, adopted.receipts());
      Epoch next = world.epochs.latest().orElseThrow();
      assertEquals(2, next.number());
      assertEquals(
          List.of(between, unpaid), EpochBooks.calls(world.ledger, adopted.marks(), next.marks()));
      assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    }
  }

  @Test
  void anEpochOfSomebodyElse_thatLacksWhatIsCreditedHere_isNotTakenOver() {
    SettlementWorld world = charged();
    world.published.failing = true;
    assertThrows(UncheckedIOException.class, world::settle);
    world.published.failing = false;
    CallId other = world.ledger.charge(ONE, split(10));
    world.job(new Crash.Plan(0, true)).claimNow(List.of(ONE), Duration.ZERO);
    world.chain.settle();
    postedBySomebodyElse(world, List.of(other));
    world.published.files.put(1L, List.of(other));
    String refused =
        String.valueOf(assertThrows(IllegalStateException.class, world::settle).getMessage());
    assertTrue(refused.contains("is credited here, and not in epoch 1"), refused);
  }

  private static void postedBySomebodyElse(SettlementWorld world, List<CallId> calls) {
    EpochRoots roots =
        new EpochBooks(world.ledger, world.receipts())
            .of(PayoutTable.EMPTY, calls, () -> {})
            .roots();
    world.chain.propose(1, roots, List.of());
    world.chain.activate();
  }
}
