package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.voucher.SettlementDomain;
import org.web3j.abi.datatypes.Type;

/** Puts every contract on a chain. */
public final class Deployer {
  private final Chain chain;
  private final TxSender sender;

  private Deployer(Chain chain, TxSender sender) {
    this.chain = chain;
    this.sender = sender;
  }

  /**
   * Who may change the operator key, the operator key itself, how long a payout root waits before
   * it can be claimed, what a root's poster must have bonded at least, in base units, how the
   * registry's time passes, and who has to sign that the receipts behind a root are public. A pool
   * with a delay has an arbiter; without one nobody would have the time to challenge.
   */
  public record Options(
      Address owner,
      Address operator,
      Duration activationDelay,
      BigInteger minimumBond,
      RegistryTimes registry,
      Watchers watchers) {
    private static final BigInteger MINIMUM_BOND = BigInteger.valueOf(100_000_000);

    public Options(Address owner, Address operator, Duration activationDelay) {
      this(owner, operator, activationDelay, MINIMUM_BOND);
    }

    public Options(
        Address owner, Address operator, Duration activationDelay, BigInteger minimumBond) {
      this(owner, operator, activationDelay, minimumBond, RegistryTimes.PUBLIC, Watchers.NONE);
    }

    public Options with(RegistryTimes times) {
      return new Options(owner, operator, activationDelay, minimumBond, times, watchers);
    }

    /** In force at once. Without any nobody but the operator ever posts. */
    public Options with(Watchers members) {
      return new Options(owner, operator, activationDelay, minimumBond, registry, members);
    }
  }

  /** Of these watchers, so many have to sign for each root. */
  public record Watchers(List<Address> members, int threshold) {
    public static final Watchers NONE = new Watchers(List.of(), 0);

    public Watchers {
      members = List.copyOf(members);
      if (threshold < 0 || threshold > members.size()) {
        throw new IllegalArgumentException("more signatures than there are watchers");
      }
    }
  }

  /**
   * The registry's constructor arguments.
   *
   * @param period changes of owners, payees and terms come into force with a period
   * @param notice how long before that they are fixed
   * @param handOver how long an offer of an escrowed asset is public before it can be accepted
   */
  public record RegistryTimes(Duration period, Duration notice, Duration handOver) {
    public static final RegistryTimes PUBLIC =
        new RegistryTimes(Duration.ofDays(1), Duration.ofHours(1), Duration.ofDays(7));

    /** So that one can watch a change come into force. */
    public static final RegistryTimes DEVELOPMENT =
        new RegistryTimes(Duration.ofSeconds(20), Duration.ofSeconds(2), Duration.ofSeconds(20));
  }

  /**
   * Deploys on a development chain: the x402 contracts to the addresses that x402 clients expect,
   * where they are missing, and ours anew. An operator that sends this itself is bonded at once.
   */
  public static Deployment deploy(Chain chain, TxSender sender, Options options) {
    return new Deployer(chain, sender).deploy(options);
  }

  /** Bonds an operator with the development chain's own money; the bond returns to the owner. */
  static void bond(Chain chain, TxSender operator, Address erc20, Address pool, Address owner) {
    DevTokenContract money = new DevTokenContract(chain, erc20);
    OperatorBondContract bonds = new RevenuePoolContract(chain, pool).bonds();
    money.faucet(operator, operator.address(), DevTokenContract.FAUCET_CAP);
    new Erc20Contract(chain, erc20).approve(operator, bonds.address(), DevTokenContract.FAUCET_CAP);
    bonds.deposit(operator, DevTokenContract.FAUCET_CAP, owner);
  }

  private Deployment deploy(Options options) {
    place("BatchSettlement", SettlementDomain.BATCH_SETTLEMENT);
    place(
        "Erc3009Collector",
        SettlementDomain.ERC3009_COLLECTOR,
        Abi.address(SettlementDomain.BATCH_SETTLEMENT));
    place("Multicall3", Multicall.AT);
    PermitCollectorContract.deploy(chain, sender);
    Address erc20 = create("DevToken");
    Address authorizer =
        create("OperatorAuthorizer", Abi.address(options.owner()), Abi.address(options.operator()));
    Address pool =
        create(
            "RevenuePool",
            Abi.address(erc20),
            Abi.address(SettlementDomain.BATCH_SETTLEMENT),
            Abi.address(authorizer),
            Abi.uint(options.activationDelay().toSeconds()),
            Abi.uint(options.minimumBond()));
    if (sender.address().equals(options.operator())) {
      bond(chain, sender, erc20, pool, options.owner());
    }
    Address registry =
        create(
            "AssetRegistry",
            Abi.uint(options.registry().period().toSeconds()),
            Abi.uint(options.registry().notice().toSeconds()),
            Abi.uint(options.registry().handOver().toSeconds()));
    judge(options, pool, registry);
    return new Deployment(
        chain.chainId(),
        SettlementDomain.BATCH_SETTLEMENT,
        SettlementDomain.ERC3009_COLLECTOR,
        Multicall.AT,
        erc20,
        registry,
        create("WorkerRegistry"),
        authorizer,
        pool,
        new RevenuePoolContract(chain, pool).bonds().address());
  }

  /** Only the owner can name them: where somebody else deploys, that is left to the owner. */
  private void judge(Options options, Address pool, Address registry) {
    if (options.activationDelay().isZero() || !sender.address().equals(options.owner())) {
      return;
    }
    RevenuePoolContract judged = new RevenuePoolContract(chain, pool);
    judged.setArbiter(sender, ArbiterContract.deploy(chain, sender, pool, registry));
    if (!options.watchers().members().isEmpty()) {
      judged.announceWatchers(sender, options.watchers().members(), options.watchers().threshold());
    }
  }

  private void place(String name, Address at, Type<?>... arguments) {
    if (!chain.hasCode(at)) {
      DevelopmentChain.of(chain).copyCode(create(name, arguments), at);
    }
  }

  private Address create(String name, Type<?>... arguments) {
    String code = Abi.construct(Artifact.load(name), arguments);
    TransactionReceipt receipt = sender.send(new TransactionRequest(null, code));
    return Objects.requireNonNull(receipt.created(), "a created contract has an address");
  }
}
