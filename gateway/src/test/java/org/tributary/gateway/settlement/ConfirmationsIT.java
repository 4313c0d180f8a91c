package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.gateway.redis.RealRedis;
import org.tributary.gateway.settlement.Settlement.Outcome;
import org.tributary.gateway.settlement.TestStack.Payer;

/** Nobody is credited before enough blocks lie on the claim; the blocks are mined by hand. */
@ExtendWith(RealRedis.class)
class ConfirmationsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int CONFIRMATIONS = 3;

  private TestStack stack;
  private DevelopmentChain blocks;

  @BeforeEach
  void start(@TempDir Path home, URI redis) throws Exception {
    stack = new TestStack(home, redis);
    blocks = DevelopmentChain.of(stack.chain);
  }

  @AfterEach
  void stop() {
    stack.close();
  }

  @Test
  void aClaim_countsOnceEnoughBlocksLieOnIt() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    assertEquals(Outcome.UNCHANGED, settle());
    long claimedIn = stack.chain.blockNumber();
    assertEquals(BigInteger.valueOf(500), stack.claimed(payer));

    for (int above = 1; above < CONFIRMATIONS; above++) {
      blocks.mine();
      assertEquals(Outcome.UNCHANGED, settle());
      assertEquals(Map.of(), stack.bean(RevenueLedger.class).folded().byPayee());
    }
    // Looking again sends nothing again.
    assertEquals(claimedIn + CONFIRMATIONS - 1, stack.chain.blockNumber());
    blocks.mine();
    assertEquals(Outcome.POSTED, settle());
    assertEquals(stack.owedByReceipts(), stack.bean(RevenueLedger.class).folded().byPayee());
    assertEquals(stack.charged(), stack.pool().received());
  }

  @Test
  void aClaimThatAReorganisationTakesBackInTime_wasNeverCredited() {
    Payer payer = stack.payer();
    stack.charge(payer, 500);
    String before = blocks.snapshot();
    assertEquals(Outcome.UNCHANGED, settle());
    blocks.mine();
    blocks.revert(before);
    for (int i = 0; i < 2 * CONFIRMATIONS; i++) {
      blocks.mine();
    }
    // Deep enough now, had it not been taken back: it is sent again, and waits again.
    assertEquals(Outcome.UNCHANGED, settle());
    assertEquals(Map.of(), stack.bean(RevenueLedger.class).folded().byPayee());
    assertEquals(BigInteger.valueOf(500), stack.claimed(payer));
    for (int i = 0; i < CONFIRMATIONS; i++) {
      blocks.mine();
    }
    assertEquals(Outcome.POSTED, settle());
    assertEquals(stack.owedByReceipts(), stack.bean(RevenueLedger.class).folded().byPayee());
  }

  private Outcome settle() {
    return new SettlementJob(
            stack.bean(SettlementLock.class),
            stack.bean(RevenueLedger.class),
            new ContractSettlementChain(
                stack.chain,
                stack.deployment,
                stack.bean(ReceiverAuthorizer.class),
                stack.operator,
                CONFIRMATIONS),
            stack.bean(VoucherSigner.class),
            stack.bean(EpochStore.class),
            stack.bean(ReceiptLeaves.class),
            stack.bean(EarnedBook.class),
            stack.bean(Publication.class),
            stack.bean(SettlementConfiguration.class),
            stack.bean(SettlementMetrics.class),
            Clock.systemUTC())
        .settle(PATIENCE)
        .orElseThrow()
        .outcome();
  }
}
