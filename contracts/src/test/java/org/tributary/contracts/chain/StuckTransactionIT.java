package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;

/** Transactions that are not mined, are lost or forgotten, on a chain that mines when told to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StuckTransactionIT {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final TxLimits PATIENT = TxLimits.DEFAULT.waiting(LONG, LONG);
  private static final TxLimits HASTY = TxLimits.DEFAULT.waiting(LONG, SHORT);
  private static final TxLimits PUSHY = TxLimits.DEFAULT.waiting(SHORT, LONG);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private Anvil anvil;
  private Chain chain;
  private DevelopmentChain anvilOnly;
  private DevTokenContract erc20;
  private SigningKey key;
  private TxJournal journal;
  private Address to;

  @BeforeAll
  void start() throws Exception {
    anvil = Anvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    anvilOnly = DevelopmentChain.of(chain);
    TxSender deployer = Anvil.fundedSender(chain);
    Deployer.Options options =
        new Deployer.Options(deployer.address(), deployer.address(), Duration.ZERO);
    erc20 = new DevTokenContract(chain, Deployer.deploy(chain, deployer, options).erc20());
  }

  @BeforeEach
  void newKey() {
    key = Anvil.fundedKey(chain);
    to = SigningKey.random().address();
    journal = TxJournal.inMemory();
    anvilOnly.setAutomine(false);
  }

  @AfterEach
  void mineAgain() {
    anvilOnly.setAutomine(true);
    anvilOnly.mine();
  }

  @AfterAll
  void stop() {
    threads.close();
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void aStuckTransaction_isReplacedByOneThatPaysMore() throws Exception {
    Future<TransactionReceipt> sent = begin(() -> give(sender(PUSHY)));
    await(() -> journal.all().size() == 1 && journal.all().getFirst().attempts().size() >= 3);
    anvilOnly.mine();
    sent.get();
    assertGiven(1);
    assertEquals(List.of(), journal.all());
    assertEquals(1, chain.minedNonce(key.address()));
  }

  @Test
  void replacements_payATenthMoreAndNeverMoreThanTheCap() throws Exception {
    BigInteger cap = chain.fees().maxFeePerGas().multiply(BigInteger.TWO);
    TxLimits limits =
        new TxLimits(25, 1 << 24, cap, Duration.ofMillis(20), 25, LONG, Duration.ofMillis(5));
    Future<TransactionReceipt> sent = begin(() -> give(sender(limits)));
    await(() -> fees().contains(cap));
    List<BigInteger> fees = fees();
    for (int i = 1; i < fees.size(); i++) {
      BigInteger least = fees.get(i - 1).multiply(BigInteger.valueOf(110));
      BigInteger fee = fees.get(i);
      assertTrue(
          fee.multiply(BigInteger.valueOf(100)).compareTo(least) >= 0 || fee.equals(cap),
          fees::toString);
    }
    anvilOnly.mine();
    sent.get();
    assertGiven(1);
  }

  @Test
  void aTransactionMinedAfterItsProcessDied_isFoundByItsHash() {
    assertThrows(ChainException.TimedOut.class, () -> give(sender(HASTY)));
    assertEquals(1, journal.all().size());
    anvilOnly.mine();
    assertEquals(0, sender(PATIENT).tend());
    assertGiven(1);
    anvilOnly.setAutomine(true);
    give(sender(PATIENT));
    assertGiven(2);
    assertEquals(2, chain.minedNonce(key.address()));
  }

  /** As when a refund or a deposit is asked for again whose first answer was lost. */
  @Test
  void whatIsOnItsWayAlready_isFollowedAndNotSentTwice() {
    assertThrows(ChainException.TimedOut.class, () -> give(sender(HASTY)));
    OpenTx first = journal.all().getFirst();
    assertThrows(ChainException.TimedOut.class, () -> give(sender(HASTY)));
    assertEquals(List.of(first), journal.all());
    anvilOnly.mine();
    sender(PATIENT).tend();
    assertGiven(1);
    assertEquals(1, chain.minedNonce(key.address()));
  }

  @Test
  void aTransactionThatTheNodeForgot_isSentAgain() {
    assertThrows(ChainException.TimedOut.class, () -> give(sender(HASTY)));
    anvilOnly.drop(journal.all().getFirst().attempts().getFirst().hash());
    TxSender next = sender(PUSHY);
    await(() -> next.tend() == 1 && journal.all().getFirst().attempts().size() == 2);
    anvilOnly.mine();
    assertEquals(0, next.tend());
    assertGiven(1);
  }

  @Test
  void aProcessThatDiedWithANonceInHand_holdsUpNobody() throws Exception {
    String data = Abi.call("faucet(address,uint256)", Abi.address(to), Abi.uint(7));
    // What is left of a process killed between taking its nonce and signing.
    journal.open(0, new TransactionRequest(erc20.address(), data), BigInteger.valueOf(200_000));
    Future<TransactionReceipt> second = begin(() -> give(sender(PATIENT)));
    await(() -> journal.find(1).filter(tx -> !tx.attempts().isEmpty()).isPresent());
    TxSender tender = sender(PUSHY);
    await(() -> tender.tend() == 2 && !journal.all().getFirst().attempts().isEmpty());
    anvilOnly.mine();
    second.get();
    await(() -> tender.tend() == 0);
    assertGiven(8);
  }

  @Test
  void aNonceThatNobodyHas_isFilledWithNothing() throws Exception {
    OpenTx lost = journal.open(0, new TransactionRequest(to, "0x"), BigInteger.TWO);
    Future<TransactionReceipt> second = begin(() -> give(sender(PATIENT)));
    await(() -> journal.find(1).filter(tx -> !tx.attempts().isEmpty()).isPresent());
    journal.close(lost.nonce());
    TxSender tender = sender(PUSHY);
    await(() -> tender.tend() == 2);
    anvilOnly.mine();
    second.get();
    assertEquals(0, tender.tend());
    assertGiven(1);
    assertEquals(2, chain.minedNonce(key.address()));
  }

  @Test
  void twoProcessesWithOneJournal_useNoNonceTwice() throws Exception {
    anvilOnly.setAutomine(true);
    List<TxSender> processes = List.of(sender(PATIENT), sender(PATIENT));
    List<Future<TransactionReceipt>> sent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      TxSender process = processes.get(i % 2);
      BigInteger amount = BigInteger.valueOf(1 + i);
      sent.add(begin(() -> erc20.faucet(process, to, amount)));
    }
    for (Future<TransactionReceipt> each : sent) {
      each.get();
    }
    assertGiven(20 * 21 / 2);
    assertEquals(20, chain.minedNonce(key.address()));
    assertEquals(List.of(), journal.all());
  }

  @Test
  void aTransactionLostInAReorganisation_leavesItsNonceToTheNext() {
    anvilOnly.setAutomine(true);
    give(sender(PATIENT));
    String snapshot = anvilOnly.snapshot();
    give(sender(PATIENT));
    anvilOnly.revert(snapshot);
    assertGiven(1);
    give(sender(PATIENT));
    assertGiven(2);
    assertEquals(2, chain.minedNonce(key.address()));
  }

  @Test
  void moreGasThanTheCap_isNeverSent() {
    TxLimits small =
        new TxLimits(25, 21_000, BigInteger.TEN.pow(12), LONG, 25, LONG, Duration.ofMillis(5));
    assertThrows(ChainException.Refused.class, () -> give(sender(small)));
    assertEquals(List.of(), journal.all());
    assertEquals(0, chain.pendingNonce(key.address()));
  }

  @Test
  void anAccountOfTheNode_sendsWithoutAKeyHere() throws Exception {
    anvilOnly.setAutomine(true);
    TxSender node = TxSender.nodeSigned(chain, anvilOnly.nodeAccount(), PATIENT);
    TransactionReceipt receipt = give(node);
    assertTrue(receipt.gasUsed() > 21_000);
    assertGiven(1);
    assertThrows(
        ChainException.Reverted.class,
        () -> erc20.faucet(node, to, DevTokenContract.FAUCET_CAP.add(BigInteger.ONE)));
    anvilOnly.setAutomine(false);
    TxSender hasty = TxSender.nodeSigned(chain, anvilOnly.nodeAccount(), HASTY);
    assertThrows(ChainException.TimedOut.class, () -> give(hasty));
    anvilOnly.mine();
    assertGiven(2);
    assertNotEquals(key.address(), node.address());
  }

  private TransactionReceipt give(TxSender sender) {
    return erc20.faucet(sender, to, BigInteger.ONE);
  }

  private TxSender sender(TxLimits limits) {
    return TxSender.of(chain, key, journal, limits);
  }

  private List<BigInteger> fees() {
    return journal.all().stream()
        .flatMap(tx -> tx.attempts().stream())
        .map(attempt -> attempt.fees().maxFeePerGas())
        .toList();
  }

  private void assertGiven(int times) {
    assertEquals(BigInteger.valueOf(times), erc20.balanceOf(to));
  }

  private <T> Future<T> begin(Callable<T> action) {
    return threads.submit(action);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "waited in vain");
      LockSupport.parkNanos(5_000_000);
    }
  }
}
