package org.tributary.gateway.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tributary.contracts.chain.Chain;
import org.tributary.contracts.chain.Deployer;
import org.tributary.contracts.chain.Deployment;
import org.tributary.contracts.chain.DevTokenContract;
import org.tributary.contracts.chain.DevelopmentChain;
import org.tributary.contracts.chain.RevenuePoolContract;
import org.tributary.contracts.chain.TransactionRequest;
import org.tributary.contracts.chain.TxSender;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.gateway.settlement.PostingTerms.Check;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.DynamicArray;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.generated.Uint8;

/** What a real pool refuses, met beforehand or told in words. */
class PoolLimitsIT {
  private static final BigInteger LIMIT = BigInteger.valueOf(10_000);

  private final TestAnvil anvil;
  private final Chain chain;
  private final SigningKey key;
  private final TxSender operator;
  private final TxSender stranger;
  private final List<HttpServer> servers = new ArrayList<>();
  private RevenuePoolContract pool;
  private DevTokenContract erc20;
  private ContractSettlementChain settlement;

  PoolLimitsIT() throws IOException {
    anvil = TestAnvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    key = TestAnvil.fundedKey(chain);
    operator = TxSender.of(chain, key);
    stranger = TxSender.of(chain, TestAnvil.fundedKey(chain));
  }

  @BeforeEach
  void start() {
    deploy(Duration.ZERO);
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    anvil.close();
  }

  /** By a stranger, so that the operator has no bond yet. */
  private void deploy(Duration activationDelay) {
    Deployment deployment =
        Deployer.deploy(
            chain,
            stranger,
            new Deployer.Options(
                operator.address(), operator.address(), activationDelay, BigInteger.valueOf(100)));
    pool = new RevenuePoolContract(chain, deployment.revenuePool());
    erc20 = new DevTokenContract(chain, deployment.erc20());
    settlement =
        new ContractSettlementChain(chain, deployment, new ReceiverAuthorizer(key), operator, 0);
    faucet(pool.address(), 5_000);
  }

  @Test
  void anIncreaseAboveTheBond_raisesItFromWhatTheOperatorHolds() {
    PostingTerms terms = terms(List.of());
    faucet(operator.address(), 400);
    assertMissing("lacks 500, and its address holds only 400", terms.meet(1, roots(1, 500)));
    faucet(operator.address(), 200);
    long before = chain.minedNonce(operator.address());
    settlement.propose(1, roots(1, 500), met(terms.meet(1, roots(1, 500))));

    assertEquals(1, pool.activeEpoch());
    assertEquals(BigInteger.valueOf(500), pool.bonds().bondOf(operator.address()));
    assertEquals(operator.address(), pool.bonds().returnTo(operator.address()).orElseThrow());
    // Approved, bonded, and posted with its activation.
    assertEquals(3, chain.minedNonce(operator.address()) - before);
    settlement.propose(2, roots(2, 900), met(terms.meet(2, roots(2, 900))));
    assertEquals(BigInteger.valueOf(500), pool.bonds().bondOf(operator.address()));
    assertEquals(4, chain.minedNonce(operator.address()) - before);
  }

  @Test
  void anIncreaseAboveTheLimit_isHeld() {
    faucet(operator.address(), 100_000);
    faucet(pool.address(), 50_000);
    assertMissing("must be 20000, above", terms(List.of()).meet(1, roots(1, 20_000)));
    assertEquals(BigInteger.ZERO, pool.bonds().bondOf(operator.address()));
  }

  @Test
  void watchers_areAskedAndTheirSignaturesPosted() {
    faucet(operator.address(), 1_000);
    List<SigningKey> watchers = Stream.generate(SigningKey::random).limit(2).toList();
    appoint(watchers);
    boolean[] willing = {false};
    PostingTerms terms =
        terms(
            List.of(
                watcher(watchers.getFirst(), () -> true),
                watcher(SigningKey.random(), () -> true),
                watcher(watchers.getFirst(), () -> true),
                URI.create("http://127.0.0.1:1/nobody"),
                watcher(watchers.getLast(), () -> willing[0])));

    assertMissing("1 watchers have signed", terms.meet(1, roots(1, 500)));
    willing[0] = true;
    settlement.propose(1, roots(1, 500), met(terms.meet(1, roots(1, 500))));
    assertEquals(1, pool.activeEpoch());
  }

  @Test
  void aRejectedRoot_isKnownAndNotSentAgain() {
    deploy(Duration.ofHours(1));
    Address arbiter = arbiter();
    faucet(operator.address(), 1_000);
    PostingTerms terms = terms(List.of());
    EpochRoots wrong = roots(1, 500);
    assertFalse(settlement.isRejected(wrong));
    settlement.propose(1, wrong, met(terms.meet(1, wrong)));
    assertFalse(settlement.isRejected(wrong));
    send(
        stranger,
        arbiter,
        "reject",
        new org.web3j.abi.datatypes.generated.Bytes32(wrong.hash().bytes()),
        address(stranger.address()));

    assertEquals(0, settlement.lastEpoch());
    assertTrue(settlement.isRejected(wrong));
    assertMissing("rejected", terms.meet(1, wrong));
    EpochRoots right = roots(2, 500);
    long before = chain.minedNonce(operator.address());
    // The bond was lost with the first, and is raised anew.
    settlement.propose(1, right, met(terms.meet(1, right)));
    DevelopmentChain.of(chain).advance(Duration.ofHours(1));
    settlement.activate();
    assertFalse(settlement.isRejected(right));
    assertEquals(right.hash(), pool.activatedRoots(1).orElseThrow());
    // Two for the bond, two for the epoch.
    assertEquals(4, chain.minedNonce(operator.address()) - before);
  }

  private PostingTerms terms(List<URI> watchers) {
    return new PostingTerms(settlement, new HttpWatchers(watchers), LIMIT);
  }

  private static EpochRoots roots(int number, long total) {
    return new EpochRoots(
        Bytes32.of(BigInteger.valueOf(number)), 1, BigInteger.valueOf(total), Bytes32.ZERO);
  }

  private static List<org.tributary.contracts.keys.Signature> met(Check check) {
    return assertInstanceOf(Check.Met.class, check).available();
  }

  private static void assertMissing(String what, Check check) {
    String told = assertInstanceOf(Check.Missing.class, check).what();
    assertTrue(told.contains(what), told);
  }

  private void faucet(Address to, long amount) {
    erc20.faucet(stranger, to, BigInteger.valueOf(amount));
  }

  private void appoint(List<SigningKey> watchers) {
    List<org.web3j.abi.datatypes.Address> members =
        watchers.stream()
            .map(SigningKey::address)
            .sorted(Comparator.naturalOrder())
            .map(PoolLimitsIT::address)
            .toList();
    send(
        operator,
        pool.address(),
        "announceWatchers",
        new DynamicArray<>(org.web3j.abi.datatypes.Address.class, members),
        new Uint8(watchers.size()));
  }

  /** Signs what it is asked to, where it is willing. */
  private URI watcher(SigningKey signer, BooleanSupplier willing) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            JsonNode asked = new ObjectMapper().readTree(exchange.getRequestBody());
            Bytes32 digest = new Bytes32(asked.get("digest").asText());
            byte[] answer =
                "{\"signature\":\"%s\"}"
                    .formatted(signer.sign(digest).text())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(willing.getAsBoolean() ? 200 : 503, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
          });
      server.start();
      servers.add(server);
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/available");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An arbiter that believes everyone: it names its pool to whoever asks with four bytes, and hands
   * everything longer on to it.
   */
  private Address arbiter() {
    String at = "73" + pool.address().text().substring(2);
    String code =
        ("3660041460" + "2f" + "57" + "365f5f37" + "5f5f365f5f" + at + "5af1")
            + ("602d57" + "5f5ffd" + "5b00")
            + ("5b" + at + "5f52" + "60205ff3");
    String create = "0x" + "604b80" + "6009" + "5f39" + "5ff3" + code;
    Address arbiter =
        Objects.requireNonNull(stranger.send(new TransactionRequest(null, create)).created());
    send(operator, pool.address(), "setArbiter", address(arbiter));
    return arbiter;
  }

  private static org.web3j.abi.datatypes.Address address(Address address) {
    return new org.web3j.abi.datatypes.Address(address.text());
  }

  private static void send(TxSender sender, Address to, String name, Type<?>... arguments) {
    String data = FunctionEncoder.encode(new Function(name, List.of(arguments), List.of()));
    sender.send(new TransactionRequest(to, data));
  }
}
