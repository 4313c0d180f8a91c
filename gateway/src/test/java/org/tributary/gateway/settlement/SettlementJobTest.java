package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tributary.gateway.settlement.SettlementWorld.BESIDE_ONE;
import static org.tributary.gateway.settlement.SettlementWorld.ONE;
import static org.tributary.gateway.settlement.SettlementWorld.OWNER;
import static org.tributary.gateway.settlement.SettlementWorld.TWO;
import static org.tributary.gateway.settlement.SettlementWorld.WORKER;
import static org.tributary.gateway.settlement.SettlementWorld.charged;
import static org.tributary.gateway.settlement.SettlementWorld.earned;
import static org.tributary.gateway.settlement.SettlementWorld.settleThroughACrash;
import static org.tributary.gateway.settlement.SettlementWorld.share;
import static org.tributary.gateway.settlement.SettlementWorld.split;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share.Role;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.settlement.Settlement.Outcome;

/** What is credited, whatever crashes and is forgotten. */
class SettlementJobTest {
  private static final int ENOUGH_CHANGES = 40;

  @Test
  void settle_grantsTheFloorOfWhatEachEarned() {
    SettlementWorld world = charged();
    Settlement settlement = world.settle();
    assertEquals(Outcome.POSTED, settlement.outcome());
    Epoch epoch = settlement.epoch().orElseThrow();
    // 6.4 + 3.2 and 3.6 + 1.8 base units.
    assertEquals(BigInteger.valueOf(9), Payouts.granted(epoch.table(), WORKER));
    assertEquals(BigInteger.valueOf(5), Payouts.granted(epoch.table(), OWNER));
    assertEquals(BigInteger.valueOf(14), epoch.total());
    assertEquals(BigInteger.valueOf(15), world.chain.received());
    assertEquals(2, epoch.receipts());
    assertTrue(epoch.isActive());
    assertEquals(Map.of(ONE, BigInteger.TEN, TWO, BigInteger.valueOf(5)), world.ledger.recorded);
  }

  @Test
  void settle_withNothingCharged_hasNoEpoch() {
    Settlement settlement = new SettlementWorld(Duration.ZERO).settle();
    assertEquals(Outcome.UNCHANGED, settlement.outcome());
    assertEquals(Optional.empty(), settlement.epoch());
  }

  @Test
  void settle_again_returnsTheLastEpochAndSendsNothing() {
    SettlementWorld world = charged();
    Optional<Epoch> first = world.settle().epoch();
    int transactions = world.chain.transactions;
    Settlement again = world.settle();
    assertEquals(Outcome.UNCHANGED, again.outcome());
    assertEquals(first, again.epoch());
    assertEquals(transactions, world.chain.transactions);
  }

  @Test
  void settle_ofFractionsOnly_postsNothingAndKeepsThemForTheNext() {
    SettlementWorld world = charged();
    world.settle();
    // A tenth of a base unit more for the worker, nothing whole for anyone.
    world.ledger.charge(ONE, List.of(share(Role.WORKER, WORKER, 100_000)));
    assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    world.ledger.charge(ONE, split(10));
    Epoch epoch = world.settle().epoch().orElseThrow();
    // 9.6 + 0.1 + 6.4
    assertEquals(BigInteger.valueOf(16), Payouts.granted(epoch.table(), WORKER));
    assertEquals(2, epoch.receipts());
    CreditsCommitment credits = epoch.table().leaf(WORKER).orElseThrow().credits();
    assertEquals(600_000, credits.carry());
    assertEquals(2, credits.count());
    assertEquals(BigInteger.valueOf(6_500_000), credits.sum());
    assertEquals(100_000, credits.carriedOn());
  }

  @Test
  void aLedgerThatCreditedAnythingElseThanItsReceipts_postsNothing() {
    SettlementWorld world = charged();
    world.ledger.falsify(share(Role.WORKER, WORKER, 1));
    String refused =
        String.valueOf(assertThrows(IllegalStateException.class, world::settle).getMessage());
    assertTrue(refused.contains("by its receipts " + WORKER + " is owed 9600000"), refused);
    assertTrue(refused.contains("by the ledger 9600001"), refused);
    assertEquals(0, world.chain.lastEpoch());
    assertEquals(Optional.empty(), world.epochs.latest());
  }

  @Test
  void anEpoch_isPublicBeforeItIsProposed() {
    SettlementWorld world = charged();
    world.published.failing = true;
    assertThrows(UncheckedIOException.class, world::settle);
    assertEquals(0, world.chain.lastEpoch());
    assertEquals(1, world.epochs.latest().orElseThrow().number());

    world.published.failing = false;
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(List.of(1L), world.published.epochs);
    assertEquals(1, world.published.open);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settle_afterACrashAtAnyStep_endsAsWithout(boolean before) {
    SettlementWorld whole = charged();
    whole.settle();
    int crashes = 0;
    for (int at = 1; at <= ENOUGH_CHANGES; at++) {
      SettlementWorld world = charged();
      Crash.Plan plan = new Crash.Plan(at, before);
      try {
        world.settle(plan);
      } catch (Crash expected) {
        crashes++;
        world.settle();
      }
      assertEquals(whole.finalState(), world.finalState(), "crash at change " + at);
      assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    }
    assertTrue(crashes >= 9, "only " + crashes + " crashes");
  }

  @Test
  void settle_ofManyReceipts_keepsItsLock() {
    SettlementWorld few = new SettlementWorld(Duration.ZERO);
    SettlementWorld many = new SettlementWorld(Duration.ZERO);
    few.ledger.charge(ONE, split(10));
    for (int call = 0; call < 2_500; call++) {
      many.ledger.charge(ONE, split(10));
    }
    few.settle();
    many.settle();
    assertTrue(many.renewals >= few.renewals + 2, many.renewals + ", and " + few.renewals);
  }

  /** As after a restore: nothing is credited, and what payers could take out is claimed first. */
  @Test
  void settle_withALedgerOlderThanThePool_claimsAllTheSame() {
    SettlementWorld world = charged();
    world.settle();
    world.epochs.forget();
    Map<ChannelId, BigInteger> before = Map.copyOf(world.ledger.recorded);
    world.ledger.charge(ONE, split(30));

    assertThrows(IllegalStateException.class, world::settle);
    assertNotEquals(before, world.ledger.recorded);
  }

  @Test
  void settle_afterTheChainForgotEverything_bringsItAllBack() {
    SettlementWorld world = charged();
    Runnable forget = world.chain.snapshot();
    world.settle();
    world.ledger.charge(TWO, split(20));
    world.settle();
    String settled = world.finalState();
    forget.run();
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(settled, world.finalState());
    assertEquals(2, world.chain.lastEpoch());
  }

  @Test
  void settle_afterTheChainForgotAClaimAlreadyFolded_claimsAgain() {
    SettlementWorld world = charged();
    Runnable forget = world.chain.snapshot();
    // claim, recorded totals, settle, two folds
    assertThrows(Crash.class, () -> world.settle(new Crash.Plan(5, false)));
    assertEquals(2, world.ledger.marks().ledger().size());
    forget.run();
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(BigInteger.valueOf(15), world.chain.received());
  }

  /** In an epoch it would be proven wrong, and nobody in it would be paid. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settle_aWrongReceipt_isLeftOutUntilItIsRight(boolean before) {
    for (int at = 0; at <= 12; at++) {
      SettlementWorld world = new SettlementWorld(Duration.ZERO);
      world.ledger.charge(ONE, split(10));
      world.ledger.charge(BESIDE_ONE, split(5));
      world.ledger.charge(ONE, split(20));
      world.wrong.add(BigInteger.TEN);
      settleThroughACrash(world, at, before);
      assertEquals(BigInteger.valueOf(35), world.chain.received());
      assertEquals(earned(25), world.ledger.folded().byPayee());
      Epoch first = world.epochs.latest().orElseThrow();
      assertEquals(2, first.receipts());
      assertEquals(Outcome.UNCHANGED, world.settle().outcome());
      // As one is whose gateway's clock was ahead of ours.
      world.wrong.clear();
      settleThroughACrash(world, at, before);
      assertEquals(earned(35), world.ledger.folded().byPayee());
      assertEquals(1, world.epochs.latest().orElseThrow().receipts());
    }
  }

  @Property(tries = 300)
  void settle_whateverCrashesAndIsForgotten_grantsExactlyWhatWasEarned(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 64) Integer> steps) {
    SettlementWorld world = new SettlementWorld(Duration.ZERO);
    Runnable forget = world.chain.snapshot();
    for (int step : steps) {
      if (step < 25) {
        ChannelId channel = List.of(ONE, TWO, BESIDE_ONE).get(step % 3);
        world.ledger.charge(channel, split(step * 7L + 1));
      } else if (step < 50) {
        assertThrowsCrashOrEnds(world, step - 24);
      } else if (step < 55) {
        forget = world.chain.snapshot();
      } else if (step < 60) {
        forget.run();
      } else if (step % 2 == 0) {
        world.chain.refusing.add(ONE);
      } else {
        world.chain.refusing.clear();
      }
    }
    world.chain.refusing.clear();
    world.settle();
    Map<Address, BigInteger> earned = world.ledger.folded().byPayee();
    PayoutTable granted =
        world.epochs.latest().map(Epoch::table).orElseGet(() -> PayoutTable.of(List.of()));
    earned.forEach(
        (payee, amount) -> assertEquals(Payouts.payable(amount), Payouts.granted(granted, payee)));
    BigInteger charged =
        world.ledger.charged().values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    assertEquals(
        charged.multiply(BigInteger.valueOf(1_000_000)),
        earned.values().stream().reduce(BigInteger.ZERO, BigInteger::add));
    assertTrue(granted.total().compareTo(world.chain.received()) <= 0);
  }

  private static void assertThrowsCrashOrEnds(SettlementWorld world, int at) {
    try {
      world.settle(new Crash.Plan(at, at % 2 == 0));
    } catch (Crash expected) {
      // The next run repairs it.
    } catch (IllegalStateException lostAndNotPaidAgain) {
      // No root grants what a reorganisation took back, until the channel pays again.
      assertTrue(
          lostAndNotPaidAgain.toString().matches(".*(the pool has received|TotalAboveReceived).*"));
      assertFalse(world.chain.refusing.isEmpty());
    }
  }
}
