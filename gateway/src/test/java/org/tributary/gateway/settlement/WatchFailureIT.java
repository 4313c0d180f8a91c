package org.tributary.gateway.settlement;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.TaskScheduler;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.BatchSettlementContract;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.TxSender;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.ledger.LedgerCommand;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.TestStack.Payer;
import picocli.CommandLine;

/** Nodes that lag behind, looks that fail: what was not seen does not count as seen. */
@ExtendWith(RealRedis.class)
class WatchFailureIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long DEPOSIT = TestStack.DEPOSIT.longValueExact();

  private TestStack stack;
  private Redis redis;
  private ChannelChain chain;
  private URI uri;

  @BeforeEach
  void start(@TempDir Path home, URI uri) throws Exception {
    this.uri = uri;
    stack = new TestStack(home, uri);
    redis = stack.bean(Redis.class);
    chain = stack.bean(ChannelChain.class);
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      stack.close();
    }
  }

  @Test
  void aNodeThatLagsBehind_isNotBelieved() {
    Payer payer = leavingPayer();
    long marked = WatchMark.load(redis).orElseThrow().block();
    Chain lagging = instead(Chain.class, stack.chain, "blockNumber", args -> marked);
    ChannelChain channels =
        new ContractChannelChain(lagging, stack.bean(ReceiverAuthorizer.class), stack.operator);

    assertThrows(ChainException.Unreachable.class, () -> watcher(channels).watch(chain.head()));
    assertEquals(marked, WatchMark.load(redis).orElseThrow().block());
    assertEquals(DEPOSIT - 500, stack.channel(payer).available());
    watcher(chain).watch(chain.head());
    assertEquals(500, stack.claimed(payer).longValueExact());
  }

  @Test
  void eventsThatANodeDidNotHave_areReadAgain() {
    Payer payer = leavingPayer();
    ChannelWatcher watcher =
        watcher(instead(ChannelChain.class, chain, "movedIn", new Once(new TreeMap<>())));
    Chain.Block head = chain.head();
    watcher.watch(head);
    assertEquals(head.number(), WatchMark.load(redis).orElseThrow().block());
    assertEquals(BigInteger.ZERO, stack.claimed(payer));

    watcher.watch(head);
    assertEquals(500, stack.claimed(payer).longValueExact());
    assertEquals(1_000, stack.channel(payer).available());
  }

  @Test
  void aChannelThatCannotBeLookedAt_keepsNobodyElseFromBeingClaimed() {
    Payer broken = leavingPayer();
    Payer other = leavingPayer();
    ChannelChain failing =
        instead(
            ChannelChain.class,
            chain,
            "snapshot",
            args -> {
              if (args[0].equals(broken.channel())) {
                throw new IllegalStateException("cannot be looked at");
              }
              return chain.snapshot(other.channel());
            });
    long marked = WatchMark.load(redis).orElseThrow().block();

    assertThrows(IllegalStateException.class, () -> watcher(failing).watch(chain.head()));
    assertEquals(500, stack.claimed(other).longValueExact());
    assertEquals(marked, WatchMark.load(redis).orElseThrow().block());
    watcher(chain).watch(chain.head());
    assertEquals(500, stack.claimed(broken).longValueExact());
  }

  @Test
  void theChainWasSeen_whenItWasWatched() {
    leavingPayer();
    ChainExposure exposure = exposure();
    poll(exposure, instead(ChannelChain.class, chain, "movedIn", new Failure()));
    assertTrue(exposure.isAway());
    poll(exposure, chain);
    assertFalse(exposure.isAway());
  }

  @Test
  void anotherGatewaysWatch_countsWhileItKeepsUp() {
    leavingPayer();
    try (SettlementLock.Hold other =
        RedisSettlementLock.forWatching(redis, PATIENCE).acquire(Duration.ZERO).orElseThrow()) {
      ChainExposure near = exposure();
      poll(near, chain);
      assertFalse(near.isAway());

      for (int block = 0; block < 40; block++) {
        DevelopmentChain.of(stack.chain).mine();
      }
      ChainExposure far = exposure();
      poll(far, chain);
      assertTrue(far.isAway());
    }
  }

  /** The first transaction of a refund may be mined any time: until then it is under way. */
  @Test
  void aResumedRefundThatIsRefused_staysSetAside() {
    Payer payer = stack.payer();
    stack.charge(payer, 300);
    CooperativeRefunds crashing =
        refunds(new Crash.Plan(1, true).around(ChannelChain.class, chain));
    assertThrows(Crash.class, () -> crashing.refund(payer.channel(), 1_000));
    ChannelChain refusing =
        instead(
            ChannelChain.class,
            chain,
            "claimAndRefund",
            args -> {
              throw new ClaimRefused("SomethingElse", new IllegalStateException());
            });

    assertInstanceOf(
        CooperativeRefunds.Outcome.Busy.class,
        refunds(refusing).resume(payer.channel()).orElseThrow());
    assertEquals(1_000, stack.channel(payer).setAside());
    watcher(chain).endRefunds();
    assertEquals(0, stack.channel(payer).setAside());
    assertEquals(1_000, stack.balance(payer.key().address()).longValueExact());
  }

  /** A Redis that is restored from before its last claims. */
  @Test
  void aLedgerOlderThanItsClaims_goesOnFromThem() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    stack.bean(SettlementJob.class).claimNow(Set.of(payer.channel()), PATIENCE);
    String key = new Partition(payer.channel().partition()).key("channel:" + payer.channel());
    redis.commands().hset(key, Map.of("charged", "0", "claimed", "0", "available", "" + DEPOSIT));

    watcher(chain).watch(chain.head());
    assertEquals(500, stack.channel(payer).charged());
    assertEquals(500, stack.channel(payer).claimed());
    assertEquals(DEPOSIT - 500, stack.channel(payer).available());
  }

  @Test
  void theLedgersCheck_countsWhatStaysOfALeavingChannel() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    new BatchSettlementContract(stack.chain)
        .initiateWithdraw(stack.sender(payer), payer.config(), BigInteger.valueOf(DEPOSIT));
    watcher(chain).watch(chain.head());
    watcher(chain).watch(chain.head());
    assertEquals(500, stack.channel(payer).deposit());

    StringWriter text = new StringWriter();
    int exit =
        new CommandLine(new LedgerCommand())
            .setOut(new PrintWriter(text, true))
            .execute("check", "--redis", uri.toString(), "--rpc", stack.rpcUrl.toString());
    assertEquals(0, exit, text::toString);
  }

  @Test
  void aCut_beginsWhereTheLastOneEnded() {
    List<Payer> payers = List.of(stack.payer(), stack.payer(), stack.payer());
    payers.forEach(payer -> stack.charge(payer, 10));
    RevenueLedger ledger = stack.bean(RevenueLedger.class);
    Set<Integer> turns = new TreeSet<>();
    for (int cut = 0; cut < payers.size(); cut++) {
      turns.addAll(ledger.unfolded(1).ends().keySet());
    }
    assertEquals(
        payers.stream()
            .map(payer -> payer.channel().partition())
            .collect(toCollection(TreeSet::new)),
        turns);
  }

  /** Owes 500, and leaves 1 500 behind; nobody has seen that yet. */
  private Payer leavingPayer() {
    Payer payer = stack.payer();
    watcher(chain).watch(chain.head());
    stack.charge(payer, 500);
    new BatchSettlementContract(stack.chain)
        .initiateWithdraw(stack.sender(payer), payer.config(), BigInteger.valueOf(DEPOSIT - 1_500));
    return payer;
  }

  private void poll(ChainExposure exposure, ChannelChain looked) {
    new ChainWatch(
            stack
                .server
                .getApplicationContext()
                .getBean(TaskScheduler.class, Qualifiers.byName(TaskExecutors.SCHEDULED)),
            () -> chain,
            () -> watcher(looked),
            () -> stack.bean(TxSender.class),
            stack.bean(ReceiptKeyCheck.class),
            exposure,
            stack.bean(UnclaimedCharges.class),
            redis,
            RedisSettlementLock.forWatching(redis, PATIENCE),
            configuration(),
            stack.bean(ExposureConfiguration.class),
            stack.bean(SettlementMetrics.class),
            Clock.systemUTC())
        .poll();
  }

  /** Of a gateway that has not seen the chain for an hour. */
  private ChainExposure exposure() {
    Clock clock = Clock.systemUTC();
    return new ChainExposure(
        stack.bean(ExposureConfiguration.class),
        Duration.ofDays(1),
        clock.instant().minus(Duration.ofHours(1)),
        clock);
  }

  private CooperativeRefunds refunds(ChannelChain looked) {
    return new CooperativeRefunds(
        stack.bean(Channels.class),
        stack.bean(RefundsUnderWay.class),
        looked,
        stack.bean(VoucherSigner.class),
        stack.bean(LeavingChannels.class),
        channel -> RedisSettlementLock.forRefund(redis, PATIENCE, channel),
        PATIENCE);
  }

  private ChannelWatcher watcher(ChannelChain looked) {
    return new ChannelWatcher(
        looked,
        stack.bean(Channels.class),
        stack.bean(RefundsUnderWay.class),
        stack.bean(LeavingChannels.class),
        refunds(looked),
        stack.bean(SettlementJob.class),
        redis,
        configuration(),
        stack.bean(SettlementMetrics.class),
        Clock.systemUTC());
  }

  private static WatchConfiguration configuration() {
    return new WatchConfiguration(Duration.ZERO, 1_000, 32, Duration.ZERO, PATIENCE, PATIENCE);
  }

  /** What one method answers in the place of the real one; null leaves it to that. */
  private interface Answer {
    @Nullable Object to(Object[] arguments);
  }

  private static final class Failure implements Answer {
    @Override
    public Object to(Object[] arguments) {
      throw new IllegalStateException("no answer");
    }
  }

  private static final class Once implements Answer {
    private @Nullable Object left;

    Once(Object answer) {
      left = answer;
    }

    @Override
    public @Nullable Object to(Object[] arguments) {
      Object answer = left;
      left = null;
      return answer;
    }
  }

  private static <T> T instead(Class<T> type, T real, String name, Answer answer) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object told = method.getName().equals(name) ? answer.to(arguments) : null;
              if (told != null) {
                return told;
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
              }
            });
    return type.cast(proxy);
  }
}
