package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.payment.ReserveOutcome;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.CooperativeRefunds.Outcome;
import org.tributary.gateway.settlement.TestStack.Payer;

/** Payers who leave, by withdrawal or refund, on a real Redis and a real chain. */
@ExtendWith(RealRedis.class)
class ChannelWatcherIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long DEPOSIT = TestStack.DEPOSIT.longValueExact();

  private TestStack stack;
  private BatchSettlementContract contract;

  @BeforeEach
  void start(@TempDir Path home, URI redis) throws Exception {
    stack = new TestStack(home, redis);
    contract = new BatchSettlementContract(stack.chain);
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aPayerWhoBeginsToLeave_isClaimedFromAtOnceAndSpendsOnlyWhatRemains() {
    Payer payer = stack.payer();
    watch();
    stack.charge(payer, 500);
    withdraw(payer, DEPOSIT - 1500);
    watch();
    assertEquals(500, stack.claimed(payer).longValueExact());
    assertEquals(1000, stack.channel(payer).available());
    assertEquals(
        new ReserveOutcome.Refused(ReserveOutcome.Reason.BALANCE_TOO_SMALL),
        stack.reserve(payer, 1001));
    stack.charge(payer, 1000);
    watch();
    assertEquals(1500, stack.claimed(payer).longValueExact());

    DevelopmentChain.of(stack.chain).advance(Duration.ofDays(1));
    contract.finalizeWithdraw(stack.sender(payer), payer.config());
    watch();
    assertEquals(Set.of(), stack.bean(LeavingChannels.class).all());
    assertEquals(1500, stack.channel(payer).deposit());
    assertEquals(DEPOSIT - 1500, stack.balance(payer.key().address()).longValueExact());
    settle();
    assertEquals(stack.charged(), stack.pool().received());
  }

  @Test
  void aWithdrawalThatBeganWhileNobodyWatched_isSeenFromTheStoredBlockOn() {
    Payer payer = stack.payer();
    watch();
    stack.charge(payer, 500);
    withdraw(payer, 7);
    // Many blocks later, by another process, a page at a time.
    for (int i = 0; i < 7; i++) {
      DevelopmentChain.of(stack.chain).mine();
    }
    watcher(new Crash.Plan(0, true), 3).watch(head());
    assertEquals(500, stack.claimed(payer).longValueExact());
    assertEquals(DEPOSIT - 507, stack.channel(payer).available());
  }

  @Test
  void aCrashAtAnyStepOfTheWatch_isMadeUpForByTheNext() {
    Payer payer = stack.payer();
    watch();
    withdraw(payer, 7);
    int crashes = 0;
    for (int at = 1; at <= 4; at++) {
      for (boolean before : new boolean[] {true, false}) {
        stack.charge(payer, 100);
        try {
          watcher(new Crash.Plan(at, before), 1000).watch(head());
        } catch (Crash expected) {
          crashes++;
        }
        watch();
        assertEquals(stack.charged(), stack.claimed(payer));
        assertEquals(stack.channel(payer).charged(), stack.channel(payer).claimed());
      }
    }
    assertTrue(crashes >= 4, "only " + crashes + " crashes");
    settle();
    assertEquals(stack.owedByReceipts(), stack.bean(RevenueLedger.class).folded().byPayee());
  }

  @Test
  void aWithdrawalThatAReorganisationTookBack_isForgotten() {
    Payer payer = stack.payer();
    DevelopmentChain anvil = DevelopmentChain.of(stack.chain);
    String snapshot = anvil.snapshot();
    withdraw(payer, DEPOSIT);
    watch();
    assertEquals(0, stack.channel(payer).available());
    anvil.revert(snapshot);
    anvil.mine();
    watch();
    assertEquals(DEPOSIT, stack.channel(payer).available());
    assertEquals(Set.of(), stack.bean(LeavingChannels.class).all());
  }

  @Test
  void claimsThatAReorganisationTookBack_areSentAgainAndCreditedOnce() {
    Payer payer = stack.payer();
    stack.charge(payer, 50);
    DevelopmentChain anvil = DevelopmentChain.of(stack.chain);
    watch();
    String snapshot = anvil.snapshot();
    stack.charge(payer, 60);
    settle();
    watch();
    Map<Address, BigInteger> credited = stack.bean(RevenueLedger.class).folded().byPayee();
    anvil.revert(snapshot);
    assertEquals(BigInteger.ZERO, stack.claimed(payer));
    watch();
    assertEquals(110, stack.claimed(payer).longValueExact());
    settle();
    assertEquals(credited, stack.bean(RevenueLedger.class).folded().byPayee());
    assertEquals(stack.owedByReceipts(), credited);
    assertEquals(stack.charged(), stack.pool().received());
  }

  @Test
  void aRefund_claimsAndPaysBackInOneTransaction() {
    Payer payer = stack.payer();
    stack.charge(payer, 300);
    ReserveOutcome.Reserved running =
        assertInstanceOf(ReserveOutcome.Reserved.class, stack.reserve(payer, 1000));
    long before = stack.chain.blockNumber();
    Outcome.Refunded refunded =
        assertInstanceOf(Outcome.Refunded.class, refunds().refund(payer.channel(), Long.MAX_VALUE));
    assertEquals(before + 1, stack.chain.blockNumber());
    assertEquals(DEPOSIT - 1300, refunded.amount());
    assertEquals(DEPOSIT - 1300, stack.balance(payer.key().address()).longValueExact());
    assertEquals(300, stack.claimed(payer).longValueExact());
    assertLeft(payer, 1300, 0);
    assertInstanceOf(Outcome.NothingFree.class, refunds().refund(payer.channel(), Long.MAX_VALUE));
    // The call that ran meanwhile is paid for all the same.
    stack.charge(running, 400);
    assertLeft(payer, 1300, 600);
    assertInstanceOf(Outcome.Refunded.class, refunds().refund(payer.channel(), 600));
    settle();
    assertEquals(BigInteger.valueOf(700), stack.pool().received());
    assertEquals(stack.owedByReceipts(), stack.bean(RevenueLedger.class).folded().byPayee());
  }

  @Test
  void aRefundCutOffByACrash_isMadeExactlyOnce() {
    for (boolean before : new boolean[] {true, false}) {
      Payer payer = stack.payer();
      stack.charge(payer, 300);
      CooperativeRefunds crashing = refunds(new Crash.Plan(1, before));
      try {
        crashing.refund(payer.channel(), Long.MAX_VALUE);
        throw new AssertionError("no crash");
      } catch (Crash expected) {
        assertEquals(DEPOSIT - 300, stack.channel(payer).setAside());
      }
      assertInstanceOf(
          ReserveOutcome.Refused.class, stack.reserve(payer, 1), "what is on its way is not spent");
      assertInstanceOf(Outcome.Busy.class, refunds().refund(payer.channel(), 1));
      watch();
      watch();
      assertEquals(DEPOSIT - 300, stack.balance(payer.key().address()).longValueExact());
      assertEquals(300, stack.claimed(payer).longValueExact());
      assertLeft(payer, 300, 0);
      assertEquals(Set.of(), stack.bean(LeavingChannels.class).all());
    }
  }

  @Test
  void refundsAWithdrawalAndTheWatchAtOnce_payOnceAndLoseNothing() throws Exception {
    Payer payer = stack.payer();
    watch();
    stack.charge(payer, 300);
    List<Callable<Outcome>> all =
        List.of(
            () -> refunds().refund(payer.channel(), Long.MAX_VALUE),
            () -> refunds().refund(payer.channel(), 600, "a request"),
            () -> refunds().refund(payer.channel(), 600, "a request"),
            () -> refunds().resume(payer.channel()).orElseGet(Outcome.NothingFree::new),
            () -> {
              withdraw(payer, 5_000);
              return new Outcome.NothingFree();
            },
            () -> {
              watch();
              return new Outcome.NothingFree();
            });
    long refunded = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Outcome> each : threads.invokeAll(all)) {
        refunded += each.get() instanceof Outcome.Refunded(long amount, var hash) ? amount : 0;
      }
    }
    // By the ledger, by the answers and by the chain it is the same sum.
    assertEquals(refunded, stack.balance(payer.key().address()).longValueExact());
    watch();
    DevelopmentChain.of(stack.chain).advance(Duration.ofDays(1));
    if (contract.snapshot(payer.channel()).isLeaving()) {
      contract.finalizeWithdraw(stack.sender(payer), payer.config());
    }
    watch();
    refunds().refund(payer.channel(), Long.MAX_VALUE);
    watch();
    assertEquals(DEPOSIT - 300, stack.balance(payer.key().address()).longValueExact());
    assertLeft(payer, 300, 0);
    assertEquals(Set.of(), stack.bean(LeavingChannels.class).all());
    settle();
    assertEquals(stack.charged(), stack.pool().received());
  }

  @Test
  void aRefundThatTheContractRefuses_givesTheLedgerItsMoneyBack() {
    Payer payer = stack.payer();
    stack.charge(payer, 300);
    ReceiverAuthorizer stranger = new ReceiverAuthorizer(SigningKey.random());
    ChannelChain refusing = new ContractChannelChain(stack.chain, stranger, stack.operator);
    Outcome.Refused refused =
        assertInstanceOf(
            Outcome.Refused.class, refunds(refusing).refund(payer.channel(), Long.MAX_VALUE));
    assertEquals("BadAuthorizerSignature", refused.error());
    assertLeft(payer, DEPOSIT, DEPOSIT - 300);
  }

  private void assertLeft(Payer payer, long deposit, long available) {
    assertEquals(deposit, stack.channel(payer).deposit());
    assertEquals(available, stack.channel(payer).available());
    assertEquals(0, stack.channel(payer).setAside());
  }

  private void withdraw(Payer payer, long amount) {
    contract.initiateWithdraw(stack.sender(payer), payer.config(), BigInteger.valueOf(amount));
  }

  private void settle() {
    assertTrue(stack.bean(SettlementJob.class).settle(PATIENCE).isPresent());
  }

  private void watch() {
    ChannelWatcher watcher = watcher(new Crash.Plan(0, true), 1000);
    watcher.watch(head());
    watcher.endRefunds();
  }

  private Chain.Block head() {
    return stack.bean(ChannelChain.class).head();
  }

  private CooperativeRefunds refunds() {
    return stack.bean(CooperativeRefunds.class);
  }

  private CooperativeRefunds refunds(Crash.Plan plan) {
    return refunds(plan.around(ChannelChain.class, stack.bean(ChannelChain.class)));
  }

  private CooperativeRefunds refunds(ChannelChain chain) {
    return new CooperativeRefunds(
        stack.bean(Channels.class),
        stack.bean(RefundsUnderWay.class),
        chain,
        stack.bean(VoucherSigner.class),
        stack.bean(LeavingChannels.class),
        channel -> RedisSettlementLock.forRefund(stack.bean(Redis.class), PATIENCE, channel),
        PATIENCE);
  }

  /** Another process: all it knows is in Redis and on the chain. */
  private ChannelWatcher watcher(Crash.Plan plan, long blocksPerRequest) {
    SettlementJob job =
        new SettlementJob(
            new RedisSettlementLock(stack.bean(Redis.class), PATIENCE),
            plan.around(RevenueLedger.class, stack.bean(RevenueLedger.class)),
            plan.around(SettlementChain.class, stack.bean(SettlementChain.class)),
            stack.bean(VoucherSigner.class),
            stack.bean(EpochStore.class),
            stack.bean(ReceiptLeaves.class),
            stack.bean(EarnedBook.class),
            stack.bean(Publication.class),
            stack.bean(SettlementConfiguration.class),
            stack.bean(SettlementMetrics.class),
            Clock.systemUTC());
    return new ChannelWatcher(
        stack.bean(ChannelChain.class),
        stack.bean(Channels.class),
        stack.bean(RefundsUnderWay.class),
        stack.bean(LeavingChannels.class),
        refunds(plan),
        job,
        stack.bean(Redis.class),
        new WatchConfiguration(
            Duration.ZERO, blocksPerRequest, 32, Duration.ZERO, PATIENCE, PATIENCE),
        stack.bean(SettlementMetrics.class),
        Clock.systemUTC());
  }
}
