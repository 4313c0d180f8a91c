package org.tributary.gateway.payment;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.gateway.account.AccountId;
import org.tributary.gateway.account.Channels;
import org.tributary.gateway.account.TrialConfig;
import org.tributary.gateway.local.RedisProcess;
import org.tributary.gateway.redis.Partition;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.redis.RedisConfig;
import org.tributary.gateway.redis.TestCluster;

/**
 * A Redis Cluster of six servers that loses a master: the books stay balanced, and an acknowledged
 * charge is lost only where nobody waited for a replica.
 */
class ClusterFailoverIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int NODE_TIMEOUT_MS = 1_500;
  private static final int CALLERS = 8;
  private static final int CALLS_BEFORE_THE_KILL = 300;
  private static final int CALLS_UNSEEN_BY_THE_REPLICA = 50;
  private static final long DEPOSIT = 1_000_000_000;

  private final ChannelId channel = Calls.channel(0x33, 1);
  private final Queue<ChargeOutcome.Charged> acknowledged = new ConcurrentLinkedQueue<>();
  private TestCluster cluster;
  private int master;

  @BeforeEach
  void start(@TempDir Path dir) throws Exception {
    cluster = TestCluster.start(dir, NODE_TIMEOUT_MS);
    master = cluster.masterOf(new Partition(channel.partition()));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void everyPartition_hasItsPlaceInTheCluster() {
    try (Redis redis = redis(1)) {
      RedisLedgerSubject subject = new RedisLedgerSubject(redis);
      for (Partition partition : Partition.ALL) {
        ChannelId each = Calls.channel(partition.index(), 7);
        subject.openChannel(each, 1_000);
        AccountId account = subject.openAccount(each, null);
        acknowledged.add(charge(subject.ledger(), each, account, new Random(partition.index())));
        CallContext abandoned = Calls.call(each, account, new Random(1_000 + partition.index()));
        subject.ledger().reserve(Calls.reserve(abandoned, 10));
      }
      assertEquals(Partition.COUNT, new Channels(redis).all().size());
      subject.advance(PaymentConfig.DEFAULT.lease());
      assertEquals(Partition.COUNT, subject.ledger().chargeExpired());
      assertEquals(0, lost(subject));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aMasterKilledUnderLoad_keepsTheBooksBalanced(int waitReplicas) throws Exception {
    try (Redis redis = redis(waitReplicas)) {
      RedisLedgerSubject subject = new RedisLedgerSubject(redis);
      AccountId account = open(subject);
      CountDownLatch enough = new CountDownLatch(CALLS_BEFORE_THE_KILL);
      List<Thread> callers = startCallers(redis, account, enough);
      assertTrue(enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS), "calls are charged");
      cluster.master(master).kill();
      for (Thread caller : callers) {
        caller.join();
      }
      failover(subject);
      long lost = lost(subject);
      System.out.printf(
          "master killed under load, WAIT %d: %d of %d acknowledged charges lost%n",
          waitReplicas, lost, acknowledged.size());
      if (waitReplicas > 0) {
        assertEquals(0, lost);
      }
      assertBalanced(subject);
    }
  }

  @Test
  void withoutWait_whatTheReplicaHadNotSeen_isLost() throws Exception {
    try (Redis redis = redis(0);
        Redis waiting = redis(1)) {
      RedisLedgerSubject subject = new RedisLedgerSubject(redis);
      AccountId account = open(subject);
      ChannelLedger replicated = new RedisLedgerSubject(waiting).ledger();
      acknowledged.add(charge(replicated, channel, account, new Random(1)));
      cutOffTheReplica();
      Random random = new Random(2);
      for (int i = 0; i < CALLS_UNSEEN_BY_THE_REPLICA; i++) {
        acknowledged.add(charge(subject.ledger(), channel, account, random));
      }
      cluster.master(master).kill();
      signal("CONT");
      failover(subject);
      assertEquals(CALLS_UNSEEN_BY_THE_REPLICA, lost(subject));
      assertBalanced(subject);
    }
  }

  @Test
  void withWait_whatTheReplicaHasNotSeen_isNotAcknowledged() throws Exception {
    try (Redis redis = redis(1)) {
      RedisLedgerSubject subject = new RedisLedgerSubject(redis);
      AccountId account = open(subject);
      acknowledged.add(charge(subject.ledger(), channel, account, new Random(1)));
      CallContext call = Calls.call(channel, account, new Random(2));
      Reservation held =
          ((ReserveOutcome.Reserved) subject.ledger().reserve(Calls.reserve(call, 100)))
              .reservation();
      cutOffTheReplica();
      assertThrows(
          RedisException.class,
          () -> subject.ledger().charge(held, Calls.written(60), Ending.COMPLETE));
      cluster.master(master).kill();
      signal("CONT");
      failover(subject);
      assertEquals(0, lost(subject));
      repeatOnTheNewMaster(held);
    }
  }

  /** It is charged once, by whoever waits for no replica: the last one is the master now. */
  private void repeatOnTheNewMaster(Reservation held) {
    try (Redis alone = redis(0)) {
      RedisLedgerSubject subject = new RedisLedgerSubject(alone);
      long before = subject.state(channel).charged();
      assertTrue(before == first() || before == first() + 60, "charged " + before);
      acknowledged.add(
          (ChargeOutcome.Charged)
              subject.ledger().charge(held, Calls.written(60), Ending.COMPLETE));
      assertEquals(0, lost(subject));
      assertEquals(60 + first(), subject.state(channel).charged());
    }
  }

  private long first() {
    return acknowledged.iterator().next().charge();
  }

  private Redis redis(int waitReplicas) {
    return new Redis(RedisConfig.at(cluster.uri(), true, waitReplicas));
  }

  private AccountId open(RedisLedgerSubject subject) {
    subject.openChannel(channel, DEPOSIT);
    return subject.openAccount(channel, null);
  }

  private List<Thread> startCallers(Redis redis, AccountId account, CountDownLatch enough) {
    ChannelLedger ledger =
        new RedisChannelLedger(
            redis, new CallJson(), PaymentConfig.DEFAULT, TrialConfig.DEFAULT, Clock.systemUTC());
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      Random random = new Random(i);
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    acknowledged.add(charge(ledger, channel, account, random));
                    enough.countDown();
                  }
                } catch (RedisException gone) {
                  // As meant: the master is dead.
                }
              }));
    }
    return callers;
  }

  private static ChargeOutcome.Charged charge(
      ChannelLedger ledger, ChannelId channel, AccountId account, Random random) {
    CallContext call = Calls.call(channel, account, random);
    Reservation held =
        ((ReserveOutcome.Reserved) ledger.reserve(Calls.reserve(call, 100))).reservation();
    return (ChargeOutcome.Charged)
        ledger.charge(held, Calls.written(random.nextInt(1, 100)), Ending.COMPLETE);
  }

  /** Stopped first, so that it cannot come back; then its line is cut, so that no buffer holds. */
  private void cutOffTheReplica() throws IOException, InterruptedException {
    signal("STOP");
    RedisProcess server = cluster.master(master);
    TestCluster.ask(server, each -> each.clientKill(KillArgs.Builder.typeSlave()));
    await()
        .atMost(PATIENCE)
        .until(() ->
            TestCluster.ask(server, each -> each.info("replication"))
                .contains("connected_slaves:0"));
  }

  private void signal(String name) throws IOException, InterruptedException {
    long pid = cluster.replicaOf(master).pid();
    assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor());
  }

  /** Until the replica has taken over and the ledger's own connection has found it. */
  private void failover(RedisLedgerSubject subject) {
    cluster.awaitPromoted(cluster.replicaOf(master));
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> subject.state(channel).deposit() == DEPOSIT);
    RedisProcess promoted = cluster.replicaOf(master);
    await()
        .atMost(PATIENCE)
        .until(() ->
            TestCluster.ask(promoted, RedisCommands::clusterInfo).contains("cluster_state:ok"));
    // Its own replicas are gone with it: waiting for one would wait for ever.
    TestCluster.ask(promoted, server -> server.configSet("min-replicas-to-write", "0"));
  }

  private long lost(RedisLedgerSubject subject) {
    return acknowledged.stream()
        .filter(charge -> subject.ledger().charged(charge.callId()).isEmpty())
        .count();
  }

  private void assertBalanced(RedisLedgerSubject subject) {
    LedgerState.OfChannel state = subject.state(channel);
    assertEquals(DEPOSIT, state.available() + state.reserved() + state.charged());
    long kept =
        acknowledged.stream()
            .flatMap(charge -> subject.ledger().charged(charge.callId()).stream())
            .mapToLong(ChargedCall::charge)
            .sum();
    // Each caller may have had one charge done whose answer it never saw.
    assertTrue(state.charged() >= kept && state.charged() <= kept + CALLERS * 100L);
  }
}
