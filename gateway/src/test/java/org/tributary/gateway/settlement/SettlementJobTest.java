package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.Share;
import org.tributary.contracts.receipt.Share.Role;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.Voucher;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.settlement.Settlement.Outcome;

class SettlementJobTest {
  private static final int ENOUGH_CHANGES = 40;
  private static final ChannelId ONE = ChannelId.parse("0x01" + "0".repeat(62));
  private static final ChannelId TWO = ChannelId.parse("0x02" + "0".repeat(62));
  private static final Address WORKER = new Address("0x" + "0".repeat(39) + "1");
  private static final Address OWNER = new Address("0x" + "0".repeat(39) + "2");
  private static final SigningKey KEY = SigningKey.fromHex("0x" + "0".repeat(63) + "1");

  /** One gateway's world; a crash leaves all of it but the job. */
  private static final class World {
    final SettableClock clock = new SettableClock();
    final FakeChain chain;
    final FakeLedger ledger = new FakeLedger();
    final FakeEpochStore epochs = new FakeEpochStore();
    private long fence;
    private boolean held;

    World(Duration activationDelay) {
      chain = new FakeChain(activationDelay, clock);
    }

    Settlement settle() {
      return settle(new Crash.Plan(0, true));
    }

    Settlement settle(Crash.Plan plan) {
      SettlementJob job =
          new SettlementJob(
              this::acquire,
              plan.around(RevenueLedger.class, ledger),
              plan.around(SettlementChain.class, chain),
              SettlementJobTest::claim,
              plan.around(EpochStore.class, epochs),
              call -> call.word(),
              configuration(),
              clock);
      return job.settle(Duration.ZERO).orElseThrow();
    }

    /** A crashed holder's lock has run out by the next run. */
    private Optional<SettlementLock.Hold> acquire(Duration wait) {
      long mine = ++fence;
      held = true;
      return Optional.of(
          new SettlementLock.Hold() {
            @Override
            public long fence() {
              return mine;
            }

            @Override
            public void renew() {
              assertTrue(held);
            }

            @Override
            public void close() {
              held = false;
            }
          });
    }

    String finalState() {
      Epoch last = epochs.latest().orElseThrow();
      return List.of(
              last.number(), last.state(), last.payoutRoot(), last.receiptsRoot(), last.total())
          + " "
          + ledger.cursors()
          + " "
          + ledger.folded()
          + " "
          + chain.received()
          + " "
          + chain.lastEpoch()
          + " "
          + ledger.recorded;
    }
  }

  @Test
  void settle_grantsTheFloorOfWhatEachEarned() {
    World world = charged();
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
    Settlement settlement = new World(Duration.ZERO).settle();
    assertEquals(Outcome.UNCHANGED, settlement.outcome());
    assertEquals(Optional.empty(), settlement.epoch());
  }

  @Test
  void settle_again_returnsTheLastEpochAndSendsNothing() {
    World world = charged();
    Optional<Epoch> first = world.settle().epoch();
    int transactions = world.chain.transactions;
    Settlement again = world.settle();
    assertEquals(Outcome.UNCHANGED, again.outcome());
    assertEquals(first, again.epoch());
    assertEquals(transactions, world.chain.transactions);
  }

  @Test
  void settle_ofFractionsOnly_postsNothingAndKeepsThemForTheNext() {
    World world = charged();
    world.settle();
    // A tenth of a base unit more for the worker, nothing whole for anyone.
    world.ledger.charge(ONE, List.of(share(Role.WORKER, WORKER, 100_000)));
    assertEquals(Outcome.UNCHANGED, world.settle().outcome());
    world.ledger.charge(ONE, split(10));
    Epoch epoch = world.settle().epoch().orElseThrow();
    // 9.6 + 0.1 + 6.4
    assertEquals(BigInteger.valueOf(16), Payouts.granted(epoch.table(), WORKER));
    assertEquals(2, epoch.receipts());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settle_afterACrashAtAnyStep_endsAsWithout(boolean before) {
    World whole = charged();
    whole.settle();
    int crashes = 0;
    for (int at = 1; at <= ENOUGH_CHANGES; at++) {
      World world = charged();
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
  void settle_afterTheChainForgotEverything_bringsItAllBack() {
    World world = charged();
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
    World world = charged();
    Runnable forget = world.chain.snapshot();
    // claim, two recorded totals, settle, two folds
    assertThrows(Crash.class, () -> world.settle(new Crash.Plan(6, false)));
    assertEquals(2, world.ledger.cursors().size());
    forget.run();
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(BigInteger.valueOf(15), world.chain.received());
  }

  @Test
  void settle_aChannelThatCannotPay_creditsNobodyForItAndPaysTheOthers() {
    World world = charged();
    world.chain.empty.add(ONE);
    Settlement settlement = world.settle();
    assertEquals(List.of(ONE), settlement.unpaid());
    Epoch epoch = settlement.epoch().orElseThrow();
    assertEquals(BigInteger.valueOf(3), Payouts.granted(epoch.table(), WORKER));
    assertEquals(BigInteger.valueOf(5), world.chain.received());
    world.chain.empty.clear();
    assertEquals(
        BigInteger.valueOf(9),
        Payouts.granted(world.settle().epoch().orElseThrow().table(), WORKER));
  }

  @Test
  void settle_withADelay_waitsAndActivatesLater() {
    World world = new World(Duration.ofHours(1));
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
  void settle_withAnotherLedgersPool_refuses() {
    World world = charged();
    world.chain.settle();
    world.chain.propose(1, new EpochRoots(Bytes32.ZERO, 1, BigInteger.ZERO, Bytes32.ZERO));
    assertThrows(IllegalStateException.class, world::settle);
    assertTrue(world.ledger.cursors().isEmpty());
  }

  @Property(tries = 300)
  void settle_whateverCrashesAndIsForgotten_grantsExactlyWhatWasEarned(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 60) Integer> steps) {
    World world = new World(Duration.ZERO);
    Runnable forget = world.chain.snapshot();
    for (int step : steps) {
      if (step < 25) {
        world.ledger.charge(step % 2 == 0 ? ONE : TWO, split(step * 7L + 1));
      } else if (step < 50) {
        assertThrowsCrashOrEnds(world, step - 24);
      } else if (step < 55) {
        forget = world.chain.snapshot();
      } else {
        forget.run();
      }
    }
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

  private static void assertThrowsCrashOrEnds(World world, int at) {
    try {
      world.settle(new Crash.Plan(at, at % 2 == 0));
    } catch (Crash expected) {
      // The next run repairs it.
    }
  }

  private static World charged() {
    World world = new World(Duration.ZERO);
    world.ledger.charge(ONE, split(10));
    world.ledger.charge(TWO, split(5));
    return world;
  }

  /** 64 % to the worker, the rest to the owner. */
  private static List<Share> split(long charge) {
    return List.of(
        share(Role.WORKER, WORKER, charge * 640_000), share(Role.MODEL, OWNER, charge * 360_000));
  }

  private static Share share(Role role, Address payee, long millionths) {
    return new Share(role, role == Role.MODEL ? new AssetId(1) : null, payee, millionths);
  }

  private static Claim claim(ChannelId channel, BigInteger total) {
    ChannelConfig config =
        new ChannelConfig(
            OWNER, KEY.address(), OWNER, OWNER, OWNER, Duration.ofDays(1), channel.value());
    return new Claim(
        config, new Voucher(channel, total).sign(KEY, SettlementDomain.of(31337)), total);
  }

  private static SettlementConfiguration configuration() {
    return new SettlementConfiguration(
        Duration.ZERO,
        100_000,
        Duration.ZERO,
        Duration.ofMinutes(3),
        Duration.ZERO,
        Duration.ofSeconds(5),
        null);
  }
}
