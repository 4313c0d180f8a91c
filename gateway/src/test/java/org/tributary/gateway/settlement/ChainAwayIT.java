package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.ChainException;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.OperatorAuthorizerContract;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.chain.TxJournal;
import org.tributary.contracts.chain.TxLimits;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.voucher.Claim;
import org.tributary.gateway.account.ChannelTerms;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.redis.Redis;
import org.tributary.gateway.settlement.Settlement.Outcome;
import org.tributary.gateway.settlement.TestStack.Payer;

/** A chain that cannot be reached, does not mine, or no longer knows our key. */
@ExtendWith(RealRedis.class)
class ChainAwayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<BrokenLine> lines = new ArrayList<>();
  private TestStack stack;

  @BeforeEach
  void start(@TempDir Path home, URI redis) throws Exception {
    stack =
        new TestStack(
            home,
            redis,
            Duration.ZERO,
            node -> {
              lines.add(new BrokenLine(node));
              return lines.getFirst().url();
            });
  }

  @AfterEach
  void stop() {
    if (stack != null) {
      stack.close();
    }
    lines.forEach(BrokenLine::close);
  }

  @Test
  void whileOurLineIsCut_callsAreChargedAndClaimedAfterwards() throws Exception {
    Payer payer = stack.payer();
    ChainWatch watch = stack.bean(ChainWatch.class);
    ChainExposure exposure = stack.bean(ChainExposure.class);
    // The models were read once: they are kept while the chain is away.
    stack.charge(payer, 1);
    watch.poll();
    Instant seen = stack.bean(UnclaimedCharges.class).lastSaw().orElseThrow();
    lines.getFirst().cut();
    stack.charge(payer, 700);
    watch.poll();
    assertEquals(701, exposure.total());
    assertTrue(metrics().contains("tributary_settlement_exposure_base_units 701.0"), metrics());
    assertEquals(seen, stack.bean(UnclaimedCharges.class).lastSaw().orElseThrow());
    SettlementJob job = stack.bean(SettlementJob.class);
    assertThrows(ChainException.Unreachable.class, () -> job.settle(PATIENCE));
    lines.getFirst().mend();
    watch.poll();
    assertEquals(0, exposure.total());
    assertTrue(seen.isBefore(stack.bean(UnclaimedCharges.class).lastSaw().orElseThrow()));
    assertEquals(Outcome.POSTED, job.settle(PATIENCE).orElseThrow().outcome());
    assertEquals(stack.charged(), stack.pool().received());
    assertTrue(metrics().contains("tributary_settlement_claimed_channels_total 1.0"), metrics());
    assertTrue(metrics().contains("tributary_settlement_failures_total 1.0"), metrics());
  }

  private String metrics() throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI url = stack.server.getURI().resolve("/metrics");
      return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  @Test
  void aGatewayThatStartsWithoutTheChain_hasNoMoreTimeThanTheOthers() {
    Instant seen = Clock.systemUTC().instant().minus(Duration.ofHours(8));
    UnclaimedCharges unclaimed = stack.bean(UnclaimedCharges.class);
    unclaimed.saw(seen);
    ChainExposure started =
        new SettlementFactory()
            .exposure(
                stack.bean(ExposureConfiguration.class),
                stack.bean(ChannelTerms.class),
                unclaimed,
                Clock.systemUTC());
    Payer payer = stack.payer();
    assertEquals(Optional.of(Duration.ofSeconds(30)), started.refuses(payer.channel(), 1));
  }

  @Test
  void aClaimThatIsNotMined_isFinishedByAnotherProcessOnce() {
    Payer payer = stack.payer();
    stack.charge(payer, 40);
    DevelopmentChain anvil = DevelopmentChain.of(stack.chain);
    anvil.setAutomine(false);
    TxLimits hasty = TxLimits.DEFAULT.waiting(Duration.ofMinutes(1), Duration.ofMillis(300));
    assertThrows(
        ChainException.TimedOut.class,
        () -> job(operatorKey(), sender(operatorKey(), hasty)).settle(PATIENCE));
    TxJournal journal = journal(operatorKey());
    assertEquals(1, journal.all().size());
    assertEquals(BigInteger.ZERO, stack.claimed(payer));
    // The next process finds it stuck, pays more for it, and goes on when it is mined.
    TxSender next =
        sender(
            operatorKey(), TxLimits.DEFAULT.waiting(Duration.ofMillis(1), Duration.ofSeconds(20)));
    assertEquals(1, next.tend());
    assertEquals(2, journal.all().getFirst().attempts().size());
    anvil.mine();
    assertEquals(0, next.tend());
    assertEquals(40, stack.claimed(payer).longValueExact());
    anvil.setAutomine(true);
    long claims = stack.chain.minedNonce(next.address());
    assertEquals(Outcome.POSTED, job(operatorKey(), next).settle(PATIENCE).orElseThrow().outcome());
    // Only what proposes and activates: no claim was sent again.
    assertEquals(claims + 1, stack.chain.minedNonce(next.address()));
    assertEquals(stack.owedByReceipts(), stack.bean(RevenueLedger.class).folded().byPayee());
  }

  @Test
  void twoGatewaysThatSendAtOnce_disturbNeither() {
    Payer payer = stack.payer();
    stack.charge(payer, 40);
    TxSender one = sender(operatorKey(), TxLimits.DEFAULT);
    TxSender two = sender(operatorKey(), TxLimits.DEFAULT);
    CompletableFuture<Boolean> first =
        CompletableFuture.supplyAsync(() -> job(operatorKey(), one).settle(PATIENCE).isPresent());
    CompletableFuture<Boolean> second =
        CompletableFuture.supplyAsync(() -> job(operatorKey(), two).settle(PATIENCE).isPresent());
    assertTrue(first.join() && second.join());
    assertEquals(1, stack.pool().lastEpoch());
    assertEquals(stack.charged(), stack.pool().received());
    assertEquals(List.of(), journal(operatorKey()).all());
  }

  @Test
  void anOperatorKeyThatWasRotated_claimsNothingAndItsSuccessorEverything() {
    Payer payer = stack.payer();
    stack.charge(payer, 40);
    SigningKey successor = TestAnvil.fundedKey(stack.chain);
    new OperatorAuthorizerContract(stack.chain, stack.deployment.operatorAuthorizer())
        .setOperator(stack.operator, successor.address());
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> stack.bean(SettlementJob.class).settle(PATIENCE));
    assertTrue(refused.toString().contains("not the authorizer's"), refused.toString());
    assertEquals(BigInteger.ZERO, stack.claimed(payer));
    assertTrue(stack.bean(RevenueLedger.class).deferred().entries().isEmpty());
    assertTrue(
        job(successor, sender(successor, TxLimits.DEFAULT))
            .claimNow(List.of(payer.channel()), PATIENCE)
            .isPresent());
    assertEquals(40, stack.claimed(payer).longValueExact());
  }

  /** Other settlement contracts than ours say otherwise what is wrong with a claim. */
  @Test
  void aKeyThatWasRotated_isToldFromAChannelThatDoesNotPayWhateverTheContractSays() {
    Payer payer = stack.payer();
    List<Claim> claims =
        List.of(stack.bean(VoucherSigner.class).claim(payer.channel(), BigInteger.TEN));
    SettlementChain settlement =
        new ContractSettlementChain(
            refusingInOtherWords(),
            stack.deployment,
            new ReceiverAuthorizer(operatorKey()),
            sender(operatorKey(), TxLimits.DEFAULT),
            0);
    assertThrows(ClaimRefused.class, () -> settlement.simulate(claims));
    new OperatorAuthorizerContract(stack.chain, stack.deployment.operatorAuthorizer())
        .setOperator(stack.operator, SigningKey.random().address());
    IllegalStateException refused =
        assertThrows(IllegalStateException.class, () -> settlement.simulate(claims));
    assertTrue(refused.toString().contains("not the authorizer's"), refused.toString());
  }

  /** Every simulation fails by an error of the pool's: activate(), and there is no root. */
  private Chain refusingInOtherWords() {
    TransactionRequest refused =
        new TransactionRequest(stack.deployment.revenuePool(), "0x0f15f4c0");
    return (Chain)
        Proxy.newProxyInstance(
            Chain.class.getClassLoader(),
            new Class<?>[] {Chain.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("simulate")) {
                stack.chain.simulate((Address) arguments[0], refused);
              }
              return method.invoke(stack.chain, arguments);
            });
  }

  private SigningKey operatorKey() {
    return stack.bean(ReceiverAuthorizer.class).key();
  }

  private TxJournal journal(SigningKey key) {
    return new RedisTxJournal(stack.bean(Redis.class), key.address(), Clock.systemUTC());
  }

  private TxSender sender(SigningKey key, TxLimits limits) {
    return TxSender.of(stack.chain, key, journal(key), limits);
  }

  private SettlementJob job(SigningKey operator, TxSender sender) {
    return new SettlementJob(
        new RedisSettlementLock(stack.bean(Redis.class), PATIENCE),
        stack.bean(RevenueLedger.class),
        new ContractSettlementChain(
            stack.chain, stack.deployment, new ReceiverAuthorizer(operator), sender, 0),
        stack.bean(VoucherSigner.class),
        stack.bean(EpochStore.class),
        stack.bean(ReceiptLeaves.class),
        stack.bean(EarnedBook.class),
        stack.bean(Publication.class),
        stack.bean(SettlementConfiguration.class),
        stack.bean(SettlementMetrics.class),
        Clock.systemUTC());
  }
}
