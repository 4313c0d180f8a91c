package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.OpenTx;
import org.tributary.contracts.chain.OpenTx.Attempt;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.chain.TxJournal;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.gateway.SettableClock;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;

@ExtendWith(RealRedis.class)
class RedisTxJournalIT {
  private static final Address SENDER = new Address("0x" + "0".repeat(39) + "1");
  private static final TransactionRequest REQUEST = new TransactionRequest(SENDER, "0xabcd");
  private static final BigInteger GAS = BigInteger.valueOf(21_000);

  private final SettableClock clock = new SettableClock();
  private Redis redis;
  private TxJournal journal;

  @BeforeEach
  void open(Redis redis) {
    this.redis = redis;
    journal = new RedisTxJournal(redis, SENDER, clock);
  }

  @Test
  void anOpenTransaction_isReadByAnotherProcessAsItWasWritten() {
    OpenTx opened = journal.open(7, REQUEST, GAS);
    OpenTx created = journal.open(7, new TransactionRequest(null, "0x60"), GAS);
    Attempt first = attempt(1, 100);
    Attempt second = attempt(2, 125);
    journal.attempt(7, first);
    journal.attempt(7, second);
    TxJournal other = new RedisTxJournal(redis, SENDER, clock);
    assertEquals(
        List.of(
            new OpenTx(7, REQUEST, GAS, clock.instant(), List.of(first, second)),
            new OpenTx(8, created.request(), GAS, clock.instant(), List.of())),
        other.all());
    assertEquals(7, opened.nonce());
    assertTrue(other.find(9).isEmpty());
  }

  @Test
  void anAttemptOnceMore_movesItsTimeOnly() {
    journal.open(0, REQUEST, GAS);
    Attempt first = attempt(1, 100);
    journal.attempt(0, first);
    Instant later = first.time().plusSeconds(5);
    journal.attempt(0, new Attempt(first.hash(), first.fees(), later));
    OpenTx open = journal.find(0).orElseThrow();
    assertEquals(1, open.attempts().size());
    assertEquals(later, open.attempts().getFirst().time());
  }

  @Test
  void aClosedNonce_isFreeAndTakesNoAttempt() {
    journal.open(1, REQUEST, GAS);
    journal.open(1, REQUEST, GAS);
    journal.open(11, REQUEST, GAS);
    journal.attempt(11, attempt(3, 1));
    journal.attempt(1, attempt(1, 1));
    journal.close(1);
    journal.attempt(1, attempt(2, 1));
    assertEquals(List.of(2L, 11L), journal.all().stream().map(OpenTx::nonce).toList());
    assertEquals(1, journal.find(11).orElseThrow().attempts().size());
    assertEquals(0, journal.open(0, REQUEST, GAS).nonce());
    assertEquals(1, journal.open(1, REQUEST, GAS).nonce());
  }

  @Test
  void manyProcessesAtOnce_takeEachNonceOnce() throws Exception {
    List<Future<Long>> taken = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        TxJournal process = new RedisTxJournal(redis, SENDER, clock);
        taken.add(threads.submit(() -> process.open(3, REQUEST, GAS).nonce()));
      }
    }
    TreeSet<Long> nonces = new TreeSet<>();
    for (Future<Long> each : taken) {
      nonces.add(each.get());
    }
    assertEquals(100, nonces.size());
    assertEquals(3, nonces.first());
    assertEquals(102, nonces.last());
  }

  private Attempt attempt(int hash, long fee) {
    BigInteger wei = BigInteger.valueOf(fee);
    return new Attempt(
        Bytes32.of(BigInteger.valueOf(hash)), new Chain.Fees(BigInteger.ONE, wei), clock.instant());
  }
}
