package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.worker.WorkerRegistration;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerRegistryIT {
  private static final String ENDPOINT = "http://127.0.0.1:8501";
  private static final Instant LATE = Instant.ofEpochSecond(1L << 40);

  private Anvil anvil;
  private Chain chain;
  private TxSender anyone;
  private Address registryAddress;
  private WorkerRegistryContract registry;

  @BeforeAll
  void start() throws Exception {
    anvil = Anvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    anyone = Anvil.fundedSender(chain);
    registryAddress =
        Deployer.deploy(
                chain,
                anyone,
                new Deployer.Options(anyone.address(), anyone.address(), Duration.ZERO))
            .workerRegistry();
    registry = new WorkerRegistryContract(chain, registryAddress);
  }

  @AfterAll
  void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void register_byTheWorkersOwnTransaction() {
    TxSender worker = Anvil.fundedSender(chain);
    assertEquals(worker.address(), registry.payoutOf(worker.address()));
    assertEquals("", registry.endpointOf(worker.address()));
    Address payout = SigningKey.random().address();
    registry.register(worker, ENDPOINT, payout);
    assertEquals(payout, registry.payoutOf(worker.address()));
    assertEquals(ENDPOINT, registry.endpointOf(worker.address()));
  }

  @Test
  void register_bySignatureWorksOnce() {
    SigningKey worker = SigningKey.random();
    Address payout = SigningKey.random().address();
    WorkerRegistration.Signed signed =
        new WorkerRegistration(
                worker.address(), ENDPOINT, payout, registry.nonceOf(worker.address()), LATE)
            .sign(worker, WorkerRegistration.domain(chain.chainId(), registryAddress));
    registry.register(anyone, signed);
    assertEquals(payout, registry.payoutOf(worker.address()));
    assertEquals(BigInteger.ONE, registry.nonceOf(worker.address()));
    ChainException.Reverted again =
        assertThrows(ChainException.Reverted.class, () -> registry.register(anyone, signed));
    assertEquals("BadSignature", again.error());
  }
}
