package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.gateway.settlement.SettlementWorld.BESIDE_ONE;
import static org.tributary.gateway.settlement.SettlementWorld.ONE;
import static org.tributary.gateway.settlement.SettlementWorld.TWO;
import static org.tributary.gateway.settlement.SettlementWorld.WORKER;
import static org.tributary.gateway.settlement.SettlementWorld.charged;
import static org.tributary.gateway.settlement.SettlementWorld.earned;
import static org.tributary.gateway.settlement.SettlementWorld.settleThroughACrash;
import static org.tributary.gateway.settlement.SettlementWorld.split;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.settlement.Settlement.Outcome;

/** What is claimed of payers, and when. */
class SettlementClaimsTest {
  @Test
  void settle_aChannelThatCannotPay_creditsNobodyForItAndPaysTheOthers() {
    SettlementWorld world = charged();
    world.chain.refusing.add(ONE);
    Settlement settlement = world.settle();
    assertEquals(List.of(ONE), settlement.unpaid());
    Epoch epoch = settlement.epoch().orElseThrow();
    assertEquals(BigInteger.valueOf(3), Payouts.granted(epoch.table(), WORKER));
    assertEquals(BigInteger.valueOf(5), world.chain.received());
    world.chain.refusing.clear();
    assertEquals(
        BigInteger.valueOf(9),
        Payouts.granted(world.settle().epoch().orElseThrow().table(), WORKER));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settle_aChannelThatDoesNotPay_holdsUpNobodyInItsPartition(boolean before) {
    for (int at = 0; at <= 12; at++) {
      SettlementWorld world = new SettlementWorld(Duration.ZERO);
      world.ledger.charge(ONE, split(10));
      world.ledger.charge(BESIDE_ONE, split(5));
      world.ledger.charge(ONE, split(20));
      world.ledger.charge(BESIDE_ONE, split(7));
      world.chain.refusing.add(ONE);
      settleThroughACrash(world, at, before);
      assertEquals(BigInteger.valueOf(12), world.chain.received());
      assertEquals(earned(12), world.ledger.folded().byPayee());
      Epoch first = world.epochs.latest().orElseThrow();
      assertEquals(2, first.receipts());

      world.ledger.charge(BESIDE_ONE, split(100));
      world.chain.refusing.clear();
      settleThroughACrash(world, at, before);
      assertEquals(earned(142), world.ledger.folded().byPayee());
      assertEquals(BigInteger.valueOf(142), world.chain.received());
      Epoch last = world.epochs.latest().orElseThrow();
      assertEquals(3, world.ledger.credited(1, first.marks(), last.marks()).size());
      assertEquals(Set.of(), Set.copyOf(world.ledger.deferred().totals().keySet()));
      assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    }
  }

  @Test
  void settle_aChannelThatHoldsLessThanItOwes_paysForWholeChargesOnly() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    world.ledger.charge(ONE, split(10));
    world.ledger.charge(ONE, split(20));
    world.ledger.charge(BESIDE_ONE, split(5));
    // A withdrawal was finished before the second charge could be claimed.
    world.chain.balances.put(ONE, BigInteger.valueOf(12));
    Settlement settlement = world.settle();
    assertEquals(List.of(ONE), settlement.unpaid());
    assertEquals(BigInteger.valueOf(17), world.chain.received());
    assertEquals(earned(15), world.ledger.folded().byPayee());
    int transactions = world.chain.transactions;
    assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    assertEquals(transactions, world.chain.transactions);
    world.chain.balances.put(ONE, BigInteger.valueOf(40));
    world.settle();
    assertEquals(earned(35), world.ledger.folded().byPayee());
    assertEquals(BigInteger.valueOf(35), world.chain.received());
  }

  @Test
  void settle_oneBadRowOfAHundred_isFoundByHalving() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    for (int i = 0; i < 100; i++) {
      world.ledger.charge(numbered(i), split(10));
    }
    world.chain.refusing.add(numbered(37));
    Settlement settlement = world.settle();
    assertEquals(List.of(numbered(37)), settlement.unpaid());
    assertEquals(BigInteger.valueOf(990), world.chain.received());
    // Two for each of seven halvings, the whole, and the one that is sent.
    assertTrue(world.chain.simulations <= 16, "simulations: " + world.chain.simulations);
    // One claim, one settle, propose and activate.
    assertEquals(4, world.chain.transactions);
  }

  private static ChannelId numbered(int i) {
    return ChannelId.parse("0x%02x%062x".formatted(i % 5, i + 1));
  }

  @Test
  void settle_aChannelWithoutAVoucher_spoilsNothing() {
    SettlementWorld world = charged();
    world.unsigned.add(ONE);
    assertEquals(List.of(ONE), world.settle().unpaid());
    assertEquals(earned(5), world.ledger.folded().byPayee());
  }

  @Test
  void settle_belowTheThresholds_waitsForAmountOrAge() {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    ClaimThresholds thresholds = new ClaimThresholds(BigInteger.valueOf(100), Duration.ofHours(1));
    world.clock.set(Instant.ofEpochMilli(2));
    world.ledger.charge(ONE, split(10));
    assertEquals(Outcome.UNCHANGED, world.settle(thresholds).outcome());
    assertEquals(0, world.chain.transactions);
    // The fake ledger's first charge was made a millisecond after the epoch.
    world.clock.set(Instant.ofEpochMilli(1).plus(Duration.ofHours(1)));
    assertEquals(Outcome.POSTED, world.settle(thresholds).outcome());
    assertEquals(BigInteger.TEN, world.chain.received());
    world.clock.set(Instant.EPOCH);
    world.ledger.charge(ONE, split(99));
    assertEquals(Outcome.UNCHANGED, world.settle(thresholds).outcome());
    world.ledger.charge(ONE, split(1));
    assertEquals(Outcome.POSTED, world.settle(thresholds).outcome());
    assertEquals(BigInteger.valueOf(110), world.chain.received());
  }

  @Test
  void settle_beforeItsClaimsAreConfirmed_creditsNobody() {
    SettlementWorld world = charged();
    world.chain.confirms = false;
    assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    assertEquals(BigInteger.valueOf(15), world.chain.received());
    assertEquals(Map.of(), world.ledger.folded().byPayee());
    assertTrue(world.ledger.deferred().entries().isEmpty());
    int transactions = world.chain.transactions;
    world.chain.confirms = true;
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(earned(15), world.ledger.folded().byPayee());
    // Propose and activate: no claim was sent again.
    assertEquals(transactions + 2, world.chain.transactions);
  }

  @Test
  void claimNow_claimsFromTheseChannelsAlone() {
    SettlementWorld world = charged();
    SettlementJob job = world.job(new Crash.Plan(0, true));
    assertTrue(job.claimNow(Set.of(TWO), Duration.ZERO).isPresent());
    assertEquals(
        Map.of(ONE, BigInteger.ZERO, TWO, BigInteger.valueOf(5)),
        world.chain.confirmedClaims(Set.of(ONE, TWO)));
    assertEquals(Map.of(), world.ledger.folded().byPayee());
    world.settle();
    assertEquals(earned(15), world.ledger.folded().byPayee());
  }
}
