package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainIT {
  private Anvil anvil;
  private Chain chain;
  private TxSender sender;
  private Deployment deployment;

  @BeforeAll
  void start() throws Exception {
    anvil = Anvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    sender = Anvil.fundedSender(chain);
    deployment = Deployer.deploy(chain, sender, options());
  }

  @AfterAll
  void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void deploy_isOnTheChainAndReadsBack(@TempDir Path folder) throws Exception {
    assertEquals(31337, chain.chainId());
    assertTrue(deployment.isOn(chain));
    Path file = folder.resolve("deployment.json");
    deployment.write(file);
    assertEquals(deployment, Deployment.read(file));
    String older = Files.readString(file).replaceAll(",\\s*\"operatorBond\".*", "");
    Files.writeString(file, older);
    assertFalse(Deployment.read(file).isOn(chain));
    try (Anvil fresh = Anvil.start()) {
      assertFalse(deployment.isOn(Chain.connect(fresh.rpcUrl())));
    }
  }

  @Test
  void deploy_againKeepsTheX402AddressesAndMakesOursAnew() {
    Deployment second = Deployer.deploy(chain, sender, options());
    assertEquals(deployment.batchSettlement(), second.batchSettlement());
    assertFalse(deployment.erc20().equals(second.erc20()));
    assertTrue(second.isOn(chain));
  }

  @Test
  void multicall_answersAsTheSdkAsks() {
    String balance = Abi.call("getEthBalance(address)", Abi.address(sender.address()));
    String answer =
        chain.call(
            deployment.multicall3(),
            Abi.call(
                "aggregate3((address,bool,bytes)[])",
                Abi.array(
                    List.of(
                        Abi.tuple(
                            Abi.address(deployment.multicall3()),
                            Abi.bool(false),
                            Abi.bytes(HexFormat.of().parseHex(balance.substring(2))))))));
    // One result: success, and 32 bytes of balance.
    AbiReader result = AbiReader.of(answer).tuple(0);
    assertEquals(1, result.small(0));
    assertTrue(answer.endsWith(word(chain.nativeBalance(sender.address()))));
  }

  @Test
  void send_fromManyThreadsUsesEachNonceOnce() throws Exception {
    DevTokenContract erc20 = new DevTokenContract(chain, deployment.erc20());
    Address to = SigningKey.random().address();
    List<Future<TransactionReceipt>> sent = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // No two alike: one that is asked for again while it is open is the same transaction.
      for (int i = 1; i <= 20; i++) {
        BigInteger amount = BigInteger.valueOf(i);
        sent.add(threads.submit(() -> erc20.faucet(sender, to, amount)));
      }
    }
    for (Future<TransactionReceipt> each : sent) {
      assertTrue(each.get().gasUsed() > 0);
    }
    assertEquals(BigInteger.valueOf(20 * 21 / 2), erc20.balanceOf(to));
  }

  @Test
  void send_namesTheContractsError() {
    DevTokenContract erc20 = new DevTokenContract(chain, deployment.erc20());
    BigInteger tooMuch = DevTokenContract.FAUCET_CAP.add(BigInteger.ONE);
    ChainException.Reverted refused =
        assertThrows(
            ChainException.Reverted.class, () -> erc20.faucet(sender, sender.address(), tooMuch));
    assertEquals("AboveFaucetCap", refused.error());
  }

  @Test
  void send_withoutGasMoneyIsRefused() {
    TxSender poor = TxSender.of(chain, SigningKey.random());
    DevTokenContract erc20 = new DevTokenContract(chain, deployment.erc20());
    assertThrows(
        ChainException.Refused.class, () -> erc20.faucet(poor, poor.address(), BigInteger.ONE));
  }

  @Test
  void await_givesUpOnATransactionThatIsNotMined() {
    ChainLimits hasty =
        new ChainLimits(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(5));
    Chain impatient = Chain.connect(anvil.rpcUrl(), hasty);
    assertThrows(ChainException.TimedOut.class, () -> impatient.await(Bytes32.ZERO));
  }

  @Test
  void connect_withNobodyThereIsUnreachable() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + free);
    assertThrows(ChainException.Unreachable.class, () -> Chain.connect(nobody));
  }

  private Deployer.Options options() {
    return new Deployer.Options(sender.address(), sender.address(), Duration.ZERO);
  }

  private static String word(BigInteger value) {
    return "%064x".formatted(value);
  }
}
