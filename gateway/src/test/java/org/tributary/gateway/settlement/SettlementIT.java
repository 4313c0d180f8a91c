package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochAccounts;
import org.tributary.contracts.payout.MerkleList;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.Settlement.Outcome;
import org.tributary.gateway.settlement.TestStack.Payer;

/** Settlement on a real Redis and a real chain: interrupted, forgotten, doubled, late. */
@ExtendWith(RealRedis.class)
class SettlementIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);

  private TestStack stack;

  @BeforeEach
  void start(@TempDir Path home, URI redis) throws Exception {
    stack = new TestStack(home, redis);
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void settle_afterACrashAtAnyStep_losesAndDoublesNothing() {
    List<Payer> payers = List.of(stack.payer(), stack.payer());
    int crashes = 0;
    for (int at = 1; at <= 14; at++) {
      for (Payer payer : payers) {
        stack.charge(payer, 10 * at + 1);
      }
      try {
        job(new Crash.Plan(at, at % 2 == 0)).settle(PATIENCE);
      } catch (Crash expected) {
        crashes++;
      }
      assertTrue(stack.bean(SettlementJob.class).settle(PATIENCE).isPresent());
      assertSettled();
    }
    assertTrue(crashes >= 8, "only " + crashes + " crashes");
  }

  @Test
  void settle_afterTheChainForgot_bringsBackTheSameRoots() throws Exception {
    Payer payer = stack.payer();
    stack.charge(payer, 50);
    SettlementJob job = stack.bean(SettlementJob.class);
    job.settle(PATIENCE);
    String snapshot = stack.anvil.snapshot();
    stack.charge(payer, 60);
    job.settle(PATIENCE);
    stack.charge(payer, 70);
    job.settle(PATIENCE);
    stack.anvil.revert(snapshot);
    assertEquals(1, stack.pool().lastEpoch());

    Settlement settlement = job.settle(PATIENCE).orElseThrow();
    assertEquals(Outcome.POSTED, settlement.outcome());
    assertEquals(3, stack.pool().lastEpoch());
    assertSettled();
    assertEquals(
        stack.bean(EpochStore.class).find(2).orElseThrow().roots().hash(),
        stack.pool().activatedRoots(2).orElseThrow());
  }

  @Test
  void settle_twiceAtOnce_makesOneEpoch() throws Exception {
    stack.charge(stack.payer(), 500);
    SettlementJob job = stack.bean(SettlementJob.class);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Optional<Settlement>> one = threads.submit(() -> job.settle(PATIENCE));
      Future<Optional<Settlement>> two = threads.submit(() -> job.settle(PATIENCE));
      Settlement first = one.get().orElseThrow();
      Settlement second = two.get().orElseThrow();
      assertNotEquals(first.outcome(), second.outcome());
      assertEquals(first.epoch(), second.epoch());
    }
    assertEquals(1, stack.pool().lastEpoch());
    assertSettled();
  }

  @Test
  void aLateHolder_canNeitherFoldNorStore() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    Redis redis = stack.bean(Redis.class);
    RevenueLedger ledger = stack.bean(RevenueLedger.class);
    EpochStore epochs = stack.bean(EpochStore.class);
    SettlementLock brief = new RedisSettlementLock(redis, Duration.ofMillis(50));
    SettlementLock.Hold late = brief.acquire(Duration.ZERO).orElseThrow();
    // Waits until the first lease has run out by itself, as after a kill.
    try (SettlementLock.Hold next =
        stack.bean(SettlementLock.class).acquire(PATIENCE).orElseThrow()) {
      assertTrue(next.fence() > late.fence());
      assertThrows(StaleSettlement.class, late::renew);
      int partition = payer.channel().partition();
      StreamId end = end(ledger, partition);
      ledger.fold(partition, end, List.of(), next.fence());
      stack.charge(payer, 1);
      StreamId later = end(ledger, partition);
      assertThrows(
          StaleSettlement.class, () -> ledger.fold(partition, later, List.of(), late.fence()));
      assertThrows(StaleSettlement.class, () -> epochs.store(anyEpoch(), late.fence()));
      assertEquals(Optional.empty(), epochs.latest());
      late.close();
      next.renew();
    }
  }

  @Test
  void fold_isDoneOnce() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    RevenueLedger ledger = stack.bean(RevenueLedger.class);
    int partition = payer.channel().partition();
    StreamId end = end(ledger, partition);
    ledger.fold(partition, end, List.of(), 1);
    Earned once = ledger.folded();
    ledger.fold(partition, end, List.of(), 1);
    assertEquals(once, ledger.folded());
    assertEquals(stack.owedByReceipts(), once.byPayee());
  }

  @Test
  void fold_ofATotalNearTheLimit_changesNothing() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    int partition = payer.channel().partition();
    String payees = "{p%02x}:payees".formatted(partition);
    Redis redis = stack.bean(Redis.class);
    redis.commands().hset(payees, TestStack.WORKER.text(), "9223372036854775807");
    RevenueLedger ledger = stack.bean(RevenueLedger.class);
    StreamId end = end(ledger, partition);
    assertThrows(RuntimeException.class, () -> ledger.fold(partition, end, List.of(), 1));
    assertEquals(
        Map.of(TestStack.WORKER.text(), "9223372036854775807"), redis.commands().hgetall(payees));
    assertTrue(ledger.marks().ledger().isEmpty());
  }

  private void assertSettled() {
    Epoch last = stack.bean(EpochStore.class).latest().orElseThrow();
    assertTrue(last.isActive());
    assertEquals(last.number(), stack.pool().lastEpoch());
    assertEquals(last.roots().hash(), stack.pool().activatedRoots(last.number()).orElseThrow());
    assertEquals(stack.charged(), stack.pool().received());
    assertEquals(stack.owedByReceipts(), stack.bean(RevenueLedger.class).folded().byPayee());
    stack
        .owedByReceipts()
        .forEach((payee, millionths) ->
            assertEquals(millionths.divide(MILLION), Payouts.granted(last.table(), payee)));
  }

  private SettlementJob job(Crash.Plan plan) {
    return new SettlementJob(
        stack.bean(SettlementLock.class),
        plan.around(RevenueLedger.class, stack.bean(RevenueLedger.class)),
        plan.around(SettlementChain.class, stack.bean(SettlementChain.class)),
        stack.bean(VoucherSigner.class),
        plan.around(EpochStore.class, stack.bean(EpochStore.class)),
        stack.bean(ReceiptLeaves.class),
        plan.around(EarnedBook.class, stack.bean(EarnedBook.class)),
        stack.bean(Publication.class),
        stack.bean(SettlementConfiguration.class),
        stack.bean(SettlementMetrics.class),
        Clock.systemUTC());
  }

  private static StreamId end(RevenueLedger ledger, int partition) {
    return Optional.ofNullable(ledger.unfolded(10).ends().get(partition)).orElseThrow();
  }

  private static Epoch anyEpoch() {
    return Epoch.prepared(
        1,
        new EpochAccounts(
            PayoutTable.of(
                List.of(
                    new PayoutLeaf(
                        TestStack.WORKER,
                        BigInteger.ZERO,
                        BigInteger.ONE,
                        CreditsCommitment.NONE))),
            MerkleList.of(List.of()),
            Map.of()),
        Clock.systemUTC().instant(),
        List.of(),
        FoldMarks.START);
  }
}
