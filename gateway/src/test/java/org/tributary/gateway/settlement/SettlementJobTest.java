package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.Owed;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.receipt.CallId;
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
  private static final ChannelId BESIDE_ONE = ChannelId.parse("0x01" + "0".repeat(61) + "1");
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
    final Set<ChannelId> unsigned = new HashSet<>();
    final Set<BigInteger> wrong = new HashSet<>();
    final FakeEarnedBook earned = new FakeEarnedBook();
    final FakePublication published = new FakePublication();
    private long fence;
    private boolean held;
    private int renewals;

    World(Duration activationDelay) {
      chain = new FakeChain(activationDelay, clock);
    }

    Settlement settle() {
      return settle(new Crash.Plan(0, true));
    }

    Settlement settle(Crash.Plan plan) {
      return job(plan).settle(Duration.ZERO).orElseThrow();
    }

    Settlement settle(ClaimThresholds thresholds) {
      return job(new Crash.Plan(0, true)).settle(Duration.ZERO, thresholds).orElseThrow();
    }

    SettlementJob job(Crash.Plan plan) {
      return new SettlementJob(
          this::acquire,
          plan.around(RevenueLedger.class, ledger),
          plan.around(SettlementChain.class, chain),
          this::voucher,
          plan.around(EpochStore.class, epochs),
          receipts(),
          plan.around(EarnedEntries.class, earned),
          plan.around(Publication.class, published),
          configuration(),
          new SettlementMetrics(),
          clock);
    }

    private ReceiptLeaves receipts() {
      return new ReceiptLeaves() {
        @Override
        public Leaf of(CallId call) {
          return leaf(call);
        }

        @Override
        public Map<LedgerEntry, String> wrong(Cut paid) {
          return paid.all().stream()
              .filter(entry -> wrong.contains(entry.to()))
              .collect(Collectors.toMap(entry -> entry, entry -> "told so"));
        }
      };
    }

    private ReceiptLeaves.Leaf leaf(CallId call) {
      return new ReceiptLeaves.Leaf(
          call.word(),
          ledger.split(call).stream()
              .map(share -> new Owed(share.payee(), share.millionths()))
              .toList());
    }

    private Claim voucher(ChannelId channel, BigInteger total) {
      if (unsigned.contains(channel)) {
        throw new NoVoucher(channel);
      }
      return claim(channel, total);
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
              renewals++;
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
          + ledger.marks()
          + " "
          + ledger.folded()
          + " "
          + chain.received()
          + " "
          + chain.lastEpoch()
          + " "
          + ledger.recorded
          + " "
          + earned.epochs;
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
    CreditsCommitment credits = epoch.table().leaf(WORKER).orElseThrow().credits();
    assertEquals(600_000, credits.carry());
    assertEquals(2, credits.count());
    assertEquals(BigInteger.valueOf(6_500_000), credits.sum());
    assertEquals(100_000, credits.carriedOn());
  }

  @Test
  void aLedgerThatCreditedAnythingElseThanItsReceipts_postsNothing() {
    World world = charged();
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
    World world = charged();
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
  void settle_ofManyReceipts_keepsItsLock() {
    World few = new World(Duration.ZERO);
    World many = new World(Duration.ZERO);
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
    World world = charged();
    world.settle();
    world.epochs.forget();
    Map<ChannelId, BigInteger> before = Map.copyOf(world.ledger.recorded);
    world.ledger.charge(ONE, split(30));

    assertThrows(IllegalStateException.class, world::settle);
    assertNotEquals(before, world.ledger.recorded);
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
    // claim, recorded totals, settle, two folds
    assertThrows(Crash.class, () -> world.settle(new Crash.Plan(5, false)));
    assertEquals(2, world.ledger.marks().ledger().size());
    forget.run();
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(BigInteger.valueOf(15), world.chain.received());
  }

  @Test
  void settle_aChannelThatCannotPay_creditsNobodyForItAndPaysTheOthers() {
    World world = charged();
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
      World world = new World(Duration.ZERO);
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

  /** In an epoch it would be proven wrong, and nobody in it would be paid. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void settle_aWrongReceipt_isLeftOutUntilItIsRight(boolean before) {
    for (int at = 0; at <= 12; at++) {
      World world = new World(Duration.ZERO);
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

  /** Somebody stood in while the gateway was silent, and took some of what was open. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anEpochOfSomebodyElse_isTakenOverFromItsPublishedReceipts(boolean before) {
    for (int at = 0; at <= 12; at++) {
      World world = new World(Duration.ZERO);
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
    World world = charged();
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

  private static void postedBySomebodyElse(World world, List<CallId> calls) {
    EpochRoots roots =
        new EpochBooks(world.ledger, world.receipts())
            .of(PayoutTable.EMPTY, calls, () -> {})
            .roots();
    world.chain.propose(1, roots, List.of());
    world.chain.activate();
  }

  @Test
  void settle_aChannelThatHoldsLessThanItOwes_paysForWholeChargesOnly() {
    World world = new World(Duration.ZERO);
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
    World world = new World(Duration.ZERO);
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

  @Test
  void settle_aChannelWithoutAVoucher_spoilsNothing() {
    World world = charged();
    world.unsigned.add(ONE);
    assertEquals(List.of(ONE), world.settle().unpaid());
    assertEquals(earned(5), world.ledger.folded().byPayee());
  }

  @Test
  void settle_belowTheThresholds_waitsForAmountOrAge() {
    World world = new World(Duration.ZERO);
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
    World world = charged();
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
    World world = charged();
    SettlementJob job = world.job(new Crash.Plan(0, true));
    assertTrue(job.claimNow(Set.of(TWO), Duration.ZERO).isPresent());
    assertEquals(
        Map.of(ONE, BigInteger.ZERO, TWO, BigInteger.valueOf(5)),
        world.chain.confirmedClaims(Set.of(ONE, TWO)));
    assertEquals(Map.of(), world.ledger.folded().byPayee());
    world.settle();
    assertEquals(earned(15), world.ledger.folded().byPayee());
  }

  private static void settleThroughACrash(World world, int at, boolean before) {
    try {
      world.settle(new Crash.Plan(at, before));
    } catch (Crash expected) {
      world.settle();
    }
  }

  /** What {@link #split} gives of so much. */
  private static Map<Address, BigInteger> earned(long charged) {
    return Map.of(
        WORKER,
        BigInteger.valueOf(charged * 640_000),
        OWNER,
        BigInteger.valueOf(charged * 360_000));
  }

  private static ChannelId numbered(int i) {
    return ChannelId.parse("0x%02x%062x".formatted(i % 5, i + 1));
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
  void settle_anIncreaseAboveTheBond_raisesIt() {
    World world = new World(Duration.ZERO);
    world.chain.bonded = BigInteger.TEN;
    world.chain.operatorHolds = BigInteger.valueOf(500);
    world.ledger.charge(ONE, split(300));
    assertEquals(Outcome.POSTED, world.settle().outcome());
    assertEquals(world.chain.totals.getLast(), world.chain.bonded);
    assertTrue(world.chain.operatorHolds.signum() > 0);
  }

  @Test
  void settle_anIncreaseThatNoBondCovers_isHeldAndPostedLater() {
    World world = new World(Duration.ZERO);
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
    World world = new World(Duration.ZERO);
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
    World world = new World(Duration.ZERO);
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
    World world = new World(Duration.ofHours(1));
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
  void settle_withADelay_sendsTwoTransactionsForAnEpoch() {
    World world = new World(Duration.ofHours(1));
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
  void settle_withAnotherLedgersPool_refuses() {
    World world = charged();
    world.chain.settle();
    world.chain.propose(
        1, new EpochRoots(Bytes32.ZERO, 1, BigInteger.ZERO, Bytes32.ZERO), List.of());
    assertThrows(IllegalStateException.class, world::settle);
    assertTrue(world.ledger.marks().ledger().isEmpty());
  }

  @Property(tries = 300)
  void settle_whateverCrashesAndIsForgotten_grantsExactlyWhatWasEarned(
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 0, max = 64) Integer> steps) {
    World world = new World(Duration.ZERO);
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

  private static void assertThrowsCrashOrEnds(World world, int at) {
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

  private static World charged() {
    World world = new World(Duration.ZERO);
    world.ledger.charge(ONE, split(10));
    world.ledger.charge(TWO, split(5));
    return world;
  }

  /** 64 % to the worker, the rest to the owner. */
  private static List<Share> split(long charge) {
    return List.of(
        share(Role.WORKER, WORKER, charge * 640_000), share(Role.OWNER, OWNER, charge * 360_000));
  }

  private static Share share(Role role, Address payee, long millionths) {
    return new Share(role, role == Role.OWNER ? new AssetId(1) : null, payee, millionths);
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
        BigInteger.ONE,
        Duration.ZERO,
        BigInteger.valueOf(1_000),
        List.of(),
        null);
  }
}
