package org.tributary.contracts.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.Executable;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.SigningKey;
import org.tributary.contracts.payout.CreditsCommitment;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.PayoutTable;
import org.tributary.contracts.typeddata.Domain;
import org.tributary.contracts.voucher.ChannelConfig;
import org.tributary.contracts.voucher.ChannelId;
import org.tributary.contracts.voucher.Claim;
import org.tributary.contracts.voucher.ClaimBatch;
import org.tributary.contracts.voucher.DepositAuthorization;
import org.tributary.contracts.voucher.Refund;
import org.tributary.contracts.voucher.SettlementDomain;
import org.tributary.contracts.voucher.SignedVoucher;
import org.tributary.contracts.voucher.Voucher;

/** The way of the money: faucet, deposit, voucher, claim, settle, payout. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaymentIT {
  private static final BigInteger DEPOSIT = units(1_000_000);

  private Anvil anvil;
  private Chain chain;
  private Domain settlementDomain;
  private SigningKey operatorKey;
  private TxSender operator;
  private TxSender anyone;
  private Deployment deployment;
  private BatchSettlementContract settlement;
  private DevTokenContract erc20;
  private RevenuePoolContract pool;

  @BeforeAll
  void start() throws Exception {
    anvil = Anvil.start();
    chain = Chain.connect(anvil.rpcUrl());
    settlementDomain = SettlementDomain.of(chain.chainId());
    operatorKey = Anvil.fundedKey(chain);
    operator = TxSender.of(chain, operatorKey);
    anyone = Anvil.fundedSender(chain);
    deployment =
        Deployer.deploy(
            chain,
            anyone,
            new Deployer.Options(anyone.address(), operator.address(), Duration.ofSeconds(30)));
    settlement = new BatchSettlementContract(chain);
    erc20 = new DevTokenContract(chain, deployment.erc20());
    pool = new RevenuePoolContract(chain, deployment.revenuePool());
    Deployer.bond(chain, operator, deployment.erc20(), pool.address(), anyone.address());
  }

  @AfterAll
  void stop() {
    if (anvil != null) {
      anvil.close();
    }
  }

  @Test
  void digests_areTheContracts() {
    ChannelConfig config = channel(SigningKey.random(), SigningKey.random(), 1);
    ChannelId id = config.id(settlementDomain);
    assertEquals(settlement.channelId(config), id);
    BigInteger ceiling = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE);
    assertEquals(
        settlement.voucherDigest(id, ceiling), new Voucher(id, ceiling).digest(settlementDomain));
  }

  @Test
  void aCall_isPaidFromTheDepositToThePayees() {
    SigningKey payer = SigningKey.random();
    SigningKey authorizer = SigningKey.random();
    ChannelConfig config = openChannel(payer, authorizer, 2);
    BigInteger before = pool.received();

    claim(config, authorizer, units(5000), units(4100));
    assertEquals(units(4100), settlement.state(config.id(settlementDomain)).totalClaimed());
    assertEquals(units(4100), settlement.unsettled(pool.address(), erc20.address()));
    pool.settle(anyone);
    assertEquals(before.add(units(4100)), pool.received());

    Address owner = SigningKey.random().address();
    Address worker = SigningKey.random().address();
    PayoutTable first = PayoutTable.of(List.of(leaf(owner, 0, 1000), leaf(worker, 0, 3000)));
    postAndActivate(first);
    assertEquals(units(4000), pool.activatedTotal());
    payOut(first, owner);
    payOut(first, worker);
    assertEquals(units(1000), erc20.balanceOf(owner));
    assertEquals(units(3000), erc20.balanceOf(worker));

    // The next epoch pays only what was added, whichever of the roots is used.
    PayoutTable second = PayoutTable.of(List.of(leaf(owner, 1000, 1100), leaf(worker, 3000, 3000)));
    postAndActivate(second);
    payOutTo(second, owner, worker);
    assertEquals(units(1100), erc20.balanceOf(owner));
    assertEquals(units(1100), pool.claimed(owner));
    assertReverts("NothingToClaim", () -> payOut(first, owner));
    assertReverts("NothingToClaim", () -> payOut(second, worker));
  }

  @Test
  void propose_refusesOthersThanTheOperatorAndMoreThanWasReceived() {
    long next = pool.lastEpoch() + 1;
    EpochRoots nothing = new EpochRoots(word(1), 1, pool.activatedTotal(), word(1));
    assertReverts("MayNotPost", () -> pool.propose(anyone, next, nothing));
    BigInteger tooMuch = pool.received().add(BigInteger.ONE);
    EpochRoots greedy = new EpochRoots(word(1), 1, tooMuch, word(1));
    assertReverts("TotalAboveReceived", () -> pool.propose(operator, next, greedy));
    assertEquals(Optional.empty(), pool.activatedRoots(next));
    assertEquals(Optional.empty(), pool.pending());
  }

  @Test
  void aBond_isTheOperatorsStakeAndReturnsToItsOwner() {
    OperatorBondContract bonds = pool.bonds();
    assertEquals(DevTokenContract.FAUCET_CAP, bonds.bondOf(operator.address()));
    assertTrue(pool.minimumBond().signum() > 0);
    assertReverts("NotBondHolder", () -> bonds.withdraw(stranger(), operator.address(), units(1)));
    BigInteger before = erc20.balanceOf(anyone.address());
    bonds.withdraw(operator, operator.address(), units(5));
    assertEquals(before.add(units(5)), erc20.balanceOf(anyone.address()));
    erc20.faucet(operator, operator.address(), units(5));
    new Erc20Contract(chain, erc20.address()).approve(operator, bonds.address(), units(5));
    bonds.deposit(operator, units(5), anyone.address());
    assertEquals(DevTokenContract.FAUCET_CAP, bonds.bondOf(operator.address()));
  }

  @Test
  void claimAndRefund_areOneTransaction() {
    SigningKey payer = SigningKey.random();
    SigningKey authorizer = SigningKey.random();
    ChannelConfig config = openChannel(payer, authorizer, 7);
    ChannelId id = config.id(settlementDomain);
    ClaimBatch batch = batch(config, authorizer, units(700), units(600));
    Signature claim = operatorKey.sign(batch.digest(settlementDomain));
    Refund rest = new Refund(config, settlement.refundNonce(id), DEPOSIT);
    Signature forged = SigningKey.random().sign(rest.digest(settlementDomain));
    assertReverts(
        "BadAuthorizerSignature",
        () -> settlement.claimAndRefund(anyone, batch, claim, rest, forged));
    assertEquals(BigInteger.ZERO, settlement.state(id).totalClaimed());

    Signature refund = operatorKey.sign(rest.digest(settlementDomain));
    settlement.claimAndRefund(anyone, batch, claim, rest, refund);
    assertEquals(units(600), settlement.state(id).totalClaimed());
    assertEquals(units(600), settlement.state(id).balance());
    assertEquals(DEPOSIT.subtract(units(600)), erc20.balanceOf(payer.address()));
    assertReverts("BadRefundNonce", () -> settlement.refundWithSignature(anyone, rest, refund));
    pool.settle(anyone);
  }

  @Test
  void claim_refusesASignatureOfAnotherThanTheOperator() {
    SigningKey authorizer = SigningKey.random();
    ChannelConfig config = openChannel(SigningKey.random(), authorizer, 3);
    ClaimBatch batch = batch(config, authorizer, units(100), units(100));
    SigningKey thief = SigningKey.random();
    assertReverts(
        "BadAuthorizerSignature",
        () ->
            settlement.claimWithSignature(
                anyone, batch, thief.sign(batch.digest(settlementDomain))));
  }

  @Test
  void claim_refusesAVoucherOfAnotherThanTheAuthorizer() {
    ChannelConfig config = openChannel(SigningKey.random(), SigningKey.random(), 4);
    assertReverts(
        "BadVoucherSignature", () -> claim(config, SigningKey.random(), units(100), units(100)));
  }

  @Test
  void deposit_isNotTakenTwice() {
    SigningKey payer = SigningKey.random();
    ChannelConfig config = openChannel(payer, SigningKey.random(), 5);
    assertReverts(
        "AuthorizationAlreadyUsed",
        () -> settlement.deposit(anyone, config, signed(payer, config)));
    assertEquals(DEPOSIT, settlement.state(config.id(settlementDomain)).balance());
  }

  @Test
  void withdrawals_areSeen() {
    SigningKey payer = Anvil.fundedKey(chain);
    ChannelConfig config = openChannel(payer, SigningKey.random(), 6);
    ChannelId id = config.id(settlementDomain);
    assertEquals(Optional.empty(), settlement.pendingWithdrawal(id, config));
    long block = chain.blockNumber();
    settlement.initiateWithdraw(TxSender.of(chain, payer), config, units(7));
    BatchSettlementContract.Withdrawal pending =
        settlement.pendingWithdrawal(id, config).orElseThrow();
    assertEquals(units(7), pending.amount());
    assertEquals(List.of(pending), settlement.withdrawalsSince(block));
  }

  @Test
  void states_ofManyChannelsAreReadAtOnce() {
    SigningKey authorizer = SigningKey.random();
    ChannelConfig known = openChannel(SigningKey.random(), authorizer, 7);
    claim(known, authorizer, units(50), units(40));
    ChannelId id = known.id(settlementDomain);
    ChannelId unknown = new ChannelId(word(77));
    assertEquals(
        List.of(settlement.state(unknown), settlement.state(id), settlement.state(unknown)),
        settlement.states(List.of(unknown, id, unknown)));
    assertEquals(units(40), settlement.states(List.of(unknown, id)).getLast().totalClaimed());
    long now = chain.blockNumber();
    claim(known, authorizer, units(90), units(90));
    assertEquals(units(40), new BatchSettlementContract(chain.asOf(now)).state(id).totalClaimed());
    pool.settle(anyone);
  }

  @Test
  void simulateClaim_saysWhatClaimingWouldAndSendsNothing() {
    SigningKey authorizer = SigningKey.random();
    ChannelConfig config = openChannel(SigningKey.random(), authorizer, 8);
    ClaimBatch good = batch(config, authorizer, units(10), units(10));
    ClaimBatch bad = batch(config, authorizer, DEPOSIT.add(units(1)), DEPOSIT.add(units(1)));
    settlement.simulateClaim(anyone.address(), good, authorized(good));
    assertReverts(
        "AboveBalance", () -> settlement.simulateClaim(anyone.address(), bad, authorized(bad)));
    assertEquals(units(0), settlement.state(config.id(settlementDomain)).totalClaimed());
  }

  @Test
  void movedIn_namesChannelsWhoseBalanceMoved() {
    long before = chain.blockNumber();
    SigningKey authorizer = SigningKey.random();
    ChannelConfig config = openChannel(SigningKey.random(), authorizer, 9);
    ChannelId id = config.id(settlementDomain);
    long opened = chain.blockNumber();
    assertEquals(Map.of(id, opened), settlement.movedIn(before + 1, opened));
    claim(config, authorizer, units(10), units(10));
    pool.settle(anyone);
    assertEquals(Map.of(), settlement.movedIn(opened + 1, chain.blockNumber()));
  }

  private Signature authorized(ClaimBatch batch) {
    return operatorKey.sign(batch.digest(settlementDomain));
  }

  @Test
  void operator_canBeRotated() {
    OperatorAuthorizerContract authorizer =
        new OperatorAuthorizerContract(chain, deployment.operatorAuthorizer());
    Bytes32 digest = word(5);
    assertTrue(authorizer.isValidSignature(digest, operatorKey.sign(digest)));
    SigningKey next = SigningKey.random();
    authorizer.setOperator(anyone, next.address());
    assertEquals(next.address(), authorizer.operator());
    assertFalse(authorizer.isValidSignature(digest, operatorKey.sign(digest)));
    assertTrue(authorizer.isValidSignature(digest, next.sign(digest)));
    authorizer.setOperator(anyone, operatorKey.address());
  }

  private ChannelConfig openChannel(SigningKey payer, SigningKey authorizer, int salt) {
    erc20.faucet(anyone, payer.address(), DEPOSIT);
    ChannelConfig config = channel(payer, authorizer, salt);
    settlement.deposit(anyone, config, signed(payer, config));
    assertEquals(DEPOSIT, settlement.state(config.id(settlementDomain)).balance());
    assertEquals(BigInteger.ZERO, erc20.balanceOf(payer.address()));
    return config;
  }

  private ChannelConfig channel(SigningKey payer, SigningKey authorizer, int salt) {
    return new ChannelConfig(
        payer.address(),
        authorizer.address(),
        deployment.revenuePool(),
        deployment.operatorAuthorizer(),
        deployment.erc20(),
        Duration.ofDays(1),
        word(salt));
  }

  private DepositAuthorization.SignedDeposit signed(SigningKey payer, ChannelConfig config) {
    return new DepositAuthorization(
            payer.address(),
            config.id(settlementDomain),
            DEPOSIT,
            Instant.EPOCH,
            Instant.ofEpochSecond(1L << 40),
            BigInteger.ONE)
        .sign(payer, erc20.domain());
  }

  private ClaimBatch batch(
      ChannelConfig config, SigningKey authorizer, BigInteger ceiling, BigInteger total) {
    SignedVoucher voucher =
        new Voucher(config.id(settlementDomain), ceiling).sign(authorizer, settlementDomain);
    return new ClaimBatch(List.of(new Claim(config, voucher, total)));
  }

  private void claim(
      ChannelConfig config, SigningKey authorizer, BigInteger ceiling, BigInteger total) {
    ClaimBatch batch = batch(config, authorizer, ceiling, total);
    settlement.claimWithSignature(anyone, batch, operatorKey.sign(batch.digest(settlementDomain)));
  }

  private void postAndActivate(PayoutTable table) {
    long next = pool.lastEpoch() + 1;
    EpochRoots roots = EpochRoots.of(table, word(9));
    pool.propose(operator, next, roots);
    assertTrue(pool.hasPending());
    assertEquals(next, pool.lastEpoch());
    RevenuePoolContract.Pending pending = pool.pending().orElseThrow();
    assertEquals(roots.hash(), pending.rootsHash());
    assertEquals(table.total(), pending.total());
    assertEquals(operator.address(), pending.poster());
    assertReverts("NotDue", () -> pool.activate(anyone));
    DevelopmentChain.of(chain).advance(Duration.ofSeconds(30));
    pool.activate(anyone);
    assertEquals(next, pool.activeEpoch());
    assertEquals(Optional.of(roots.hash()), pool.activatedRoots(next));
  }

  private void payOut(PayoutTable table, Address payee) {
    // Two tables are posted in this test, so the epoch is the one whose roots these are.
    EpochRoots roots = EpochRoots.of(table, word(9));
    long epoch = pool.activeEpoch();
    while (!pool.activatedRoots(epoch).orElseThrow().equals(roots.hash())) {
      epoch--;
    }
    pool.claim(
        anyone, epoch, roots, table.leaf(payee).orElseThrow(), table.proof(payee).orElseThrow());
  }

  private void payOutTo(PayoutTable table, Address... payees) {
    EpochRoots roots = EpochRoots.of(table, word(9));
    List<RevenuePoolContract.Payout> payouts =
        Stream.of(payees)
            .map(payee ->
                new RevenuePoolContract.Payout(
                    table.leaf(payee).orElseThrow(), table.proof(payee).orElseThrow()))
            .toList();
    pool.claimMany(anyone, pool.activeEpoch(), roots, payouts);
  }

  private TxSender stranger() {
    return Anvil.fundedSender(chain);
  }

  private static PayoutLeaf leaf(Address payee, long previous, long amount) {
    return new PayoutLeaf(payee, units(previous), units(amount), CreditsCommitment.NONE);
  }

  private static void assertReverts(String error, Executable call) {
    assertEquals(error, assertThrows(ChainException.Reverted.class, call).error());
  }

  private static BigInteger units(long amount) {
    return BigInteger.valueOf(amount);
  }

  private static Bytes32 word(int n) {
    return Bytes32.of(BigInteger.valueOf(n));
  }
}
