package org.tributary.contracts.chain;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.keys.Signature;
import org.tributary.contracts.keys.Signatures;
import org.tributary.contracts.payout.EpochRoots;
import org.tributary.contracts.payout.PayoutLeaf;
import org.tributary.contracts.payout.SumProof;
import org.web3j.abi.datatypes.Type;

/** The pool that receives every channel's money and pays it out by cumulative roots. */
public final class RevenuePoolContract {
  private static final String POSTED = "(uint64,uint64,bytes32)";
  private static final String LEAF = "(address,uint128,uint128,bytes32)";
  private static final String PROOF = "(uint64,(bytes32,uint128)[])";

  private static final Bytes32 PROPOSED =
      Abi.topic("Proposed(uint64,address,bytes32,(bytes32,uint64,uint128,bytes32),uint40)");

  /** Nodes limit the blocks of one question. */
  private static final long PAGE_BLOCKS = 5_000;

  private final Chain chain;
  private final Address at;

  public RevenuePoolContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  public Address address() {
    return at;
  }

  /** An epoch that waits for its activation: the hash of its roots is all the pool keeps. */
  public record Pending(
      long epoch, Bytes32 rootsHash, BigInteger total, Instant activatesAt, Address poster) {}

  /** A leaf with its proof, to be claimed. */
  public record Payout(PayoutLeaf leaf, SumProof proof) {}

  /** By the operator, with a bond; {@code epoch} is the last active one plus one. */
  public TransactionReceipt propose(TxSender operator, long epoch, EpochRoots roots) {
    return propose(operator, epoch, roots, List.of());
  }

  /** With the signatures of watchers, in ascending order of their addresses. */
  public TransactionReceipt propose(
      TxSender operator, long epoch, EpochRoots roots, List<Signature> available) {
    return send(operator, proposeCall(epoch, roots, available));
  }

  /** By anyone, once the pending root is due. */
  public TransactionReceipt activate(TxSender sender) {
    return send(sender, Abi.call("activate()"));
  }

  /** Proposes and activates in one transaction: for a pool with no activation delay. */
  public TransactionReceipt proposeAndActivate(
      TxSender operator, long epoch, EpochRoots roots, List<Signature> available) {
    return send(
        operator, Abi.multicall(proposeCall(epoch, roots, available), Abi.call("activate()")));
  }

  /** Pays the leaf's payee from an active epoch; anyone may send it. */
  public TransactionReceipt claim(
      TxSender sender, long epoch, EpochRoots roots, PayoutLeaf leaf, SumProof proof) {
    return sender.send(claim(epoch, roots, new Payout(leaf, proof)));
  }

  /** The same, for somebody's wallet to send. */
  public TransactionRequest claim(long epoch, EpochRoots roots, Payout payout) {
    return new TransactionRequest(
        at,
        Abi.call(
            "claim(" + POSTED + "," + LEAF + "," + PROOF + ")",
            posted(epoch, roots),
            leaf(payout.leaf()),
            proof(payout.proof())));
  }

  /**
   * Pays many payees of one active epoch; who has had it all, or cannot be paid, is passed over.
   */
  public TransactionReceipt claimMany(
      TxSender sender, long epoch, EpochRoots roots, List<Payout> payouts) {
    return sender.send(claimMany(epoch, roots, payouts));
  }

  /** The same, to be estimated or simulated first. */
  public TransactionRequest claimMany(long epoch, EpochRoots roots, List<Payout> payouts) {
    return new TransactionRequest(
        at,
        Abi.call(
            "claimMany(" + POSTED + "," + LEAF + "[]," + PROOF + "[])",
            posted(epoch, roots),
            Abi.array(payouts.stream().<Type<?>>map(each -> leaf(each.leaf())).toList()),
            Abi.array(payouts.stream().<Type<?>>map(each -> proof(each.proof())).toList())));
  }

  /** Brings in what was claimed from channels; anyone may send it. */
  public TransactionReceipt settle(TxSender sender) {
    return send(sender, Abi.call("settle()"));
  }

  /** What a payee was paid in all. */
  public BigInteger claimed(Address payee) {
    return read("claimed(address)", Abi.address(payee)).uint(0);
  }

  /** The same of many payees, with few requests however many there are. */
  public Map<Address, BigInteger> claimed(Collection<Address> payees) {
    List<Address> asked = List.copyOf(payees);
    List<AbiReader> answers =
        new Multicall(chain)
            .read(
                at,
                asked.stream()
                    .map(payee -> Abi.call("claimed(address)", Abi.address(payee)))
                    .toList());
    Map<Address, BigInteger> claimed = new HashMap<>();
    for (int i = 0; i < asked.size(); i++) {
      claimed.put(asked.get(i), answers.get(i).uint(0));
    }
    return claimed;
  }

  /** The number of the last active epoch; 0 before the first. */
  public long activeEpoch() {
    return read("activeEpoch()").number(0);
  }

  /** The number of the last epoch that is pending or active; 0 before the first. */
  public long lastEpoch() {
    return activeEpoch() + (hasPending() ? 1 : 0);
  }

  /** Whether a proposed root waits for its activation. */
  public boolean hasPending() {
    return read("hasPending()").bool(0);
  }

  public Optional<Pending> pending() {
    AbiReader answer = read("pending()");
    if (answer.number(0) == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Pending(
            answer.number(0),
            answer.bytes32(1),
            answer.uint(2),
            Instant.ofEpochSecond(answer.number(3)),
            answer.address(4)));
  }

  /** {@link EpochRoots#hash()} of an active epoch. */
  public Optional<Bytes32> activatedRoots(long epoch) {
    Bytes32 hash = read("activatedRoots(uint64)", Abi.uint(epoch)).bytes32(0);
    return hash.equals(Bytes32.ZERO) ? Optional.empty() : Optional.of(hash);
  }

  /** The hash of the roots that were proposed last, whatever became of them; zero before. */
  public Bytes32 lastProposed() {
    return read("pendingRoots()").bytes32(0);
  }

  /** Who must sign that a root's receipts are public, and how many of them. */
  public record Watchers(Set<Address> members, int threshold) {
    public Watchers {
      members = Set.copyOf(members);
    }

    /**
     * Those of the signatures that count, as the pool takes them: in ascending order of the
     * signers, which shows that nobody counts twice.
     */
    public List<Signature> counted(Bytes32 digest, Collection<Signature> signatures) {
      SortedMap<Address, Signature> signed = new TreeMap<>();
      for (Signature signature : signatures) {
        Signatures.recover(digest, signature)
            .filter(members::contains)
            .ifPresent(signer -> signed.put(signer, signature));
      }
      return List.copyOf(signed.values());
    }
  }

  public Watchers watchers() {
    AbiReader answer = read("watchers()");
    return new Watchers(Set.copyOf(answer.array(0, 1, each -> each.address(0))), answer.small(1));
  }

  /** Who may name the watchers; bonds return there where nothing else was said. */
  public Address owner() {
    return read("owner()").address(0);
  }

  /** What was posted for an epoch, by the hash that the pool keeps of it. */
  public Optional<EpochRoots> posted(long epoch, Bytes32 hash) {
    long through = chain.blockNumber();
    while (through >= 0) {
      long from = Math.max(0, through - PAGE_BLOCKS + 1);
      for (Chain.Event event : chain.events(at, List.of(PROPOSED), from, through)) {
        AbiReader words = AbiReader.of(event.data());
        boolean named = AbiReader.of(event.topics().get(1).text()).number(0) == epoch;
        if (named && words.bytes32(0).equals(hash)) {
          return Optional.of(
              new EpochRoots(words.bytes32(1), words.number(2), words.uint(3), words.bytes32(4)));
        }
      }
      through = from - 1;
    }
    return Optional.empty();
  }

  /** Who judges challenges; empty where nobody was named. */
  public Optional<ArbiterContract> arbiter() {
    Address arbiter = read("arbiter()").address(0);
    return arbiter.isZero() ? Optional.empty() : Optional.of(new ArbiterContract(chain, arbiter));
  }

  /** By the authorizer's owner, once and for ever. */
  public TransactionReceipt setArbiter(TxSender owner, ArbiterContract arbiter) {
    return send(owner, Abi.call("setArbiter(address)", Abi.address(arbiter.address())));
  }

  /**
   * By the authorizer's owner. The first set is in force at once, another one seven days later,
   * when {@link #applyWatchers} is sent.
   */
  public TransactionReceipt announceWatchers(TxSender owner, List<Address> members, int threshold) {
    List<Type<?>> ascending = members.stream().sorted().<Type<?>>map(Abi::address).toList();
    return send(
        owner,
        Abi.call("announceWatchers(address[],uint8)", Abi.array(ascending), Abi.uint(threshold)));
  }

  public TransactionReceipt applyWatchers(TxSender sender) {
    return send(sender, Abi.call("applyWatchers()"));
  }

  /** Names the keys that may post and those that sign for channels and receipts. */
  public OperatorAuthorizerContract authorizer() {
    return new OperatorAuthorizerContract(chain, read("authorizer()").address(0));
  }

  /**
   * The operator; and anyone else after 30 silent days, where a wrong root can be rejected: where
   * there are an arbiter and watchers.
   */
  public boolean mayPost(Address sender) {
    return read("mayPost(address)", Abi.address(sender)).bool(0);
  }

  /** When the operator's last root was activated, or the pool made. */
  public Instant lastActivation() {
    return Instant.ofEpochSecond(read("lastActivation()").number(0));
  }

  /** When somebody else's was, for whom the operator was silent; long ago where none was. */
  public Instant lastStrangersActivation() {
    return Instant.ofEpochSecond(read("lastStrangersActivation()").number(0));
  }

  /** What everything here is counted in. */
  public Address erc20() {
    return read("erc20()").address(0);
  }

  /** All that ever came in. */
  public BigInteger received() {
    return read("received()").uint(0);
  }

  /** The total of the last active epoch: all that payees may ever have claimed by now. */
  public BigInteger activatedTotal() {
    return read("activatedTotal()").uint(0);
  }

  public BigInteger totalClaimed() {
    return read("totalClaimed()").uint(0);
  }

  /** How long a root waits before it can be claimed. */
  public Duration activationDelay() {
    return Duration.ofSeconds(read("activationDelay()").number(0));
  }

  /** What a root's poster must have bonded at least, even where it grants nothing new. */
  public BigInteger minimumBond() {
    return read("minimumBond()").uint(0);
  }

  /** Where the bonds are kept. */
  public OperatorBondContract bonds() {
    return new OperatorBondContract(chain, read("bonds()").address(0));
  }

  /** What a watcher signs once it holds every receipt behind the roots. */
  public Bytes32 availabilityDigest(long epoch, EpochRoots roots) {
    return read("availabilityDigest(uint64,bytes32)", Abi.uint(epoch), Abi.bytes32(roots.hash()))
        .bytes32(0);
  }

  private static String proposeCall(long epoch, EpochRoots roots, List<Signature> available) {
    return Abi.call(
        "propose(uint64,(bytes32,uint64,uint128,bytes32),bytes[])",
        Abi.uint(epoch),
        Abi.words(
            Abi.bytes32(roots.payoutRoot()),
            Abi.uint(roots.payees()),
            Abi.uint(roots.total()),
            Abi.bytes32(roots.receiptsRoot())),
        Abi.array(available.stream().<Type<?>>map(Abi::bytes).toList()));
  }

  private static Type<?> posted(long epoch, EpochRoots roots) {
    return Abi.words(Abi.uint(epoch), Abi.uint(roots.payees()), Abi.bytes32(roots.receiptsRoot()));
  }

  private static Type<?> leaf(PayoutLeaf leaf) {
    return Abi.words(
        Abi.address(leaf.payee()),
        Abi.uint(leaf.previous()),
        Abi.uint(leaf.amount()),
        Abi.bytes32(leaf.credits().hash()));
  }

  private static Type<?> proof(SumProof proof) {
    List<Type<?>> siblings =
        proof.siblings().stream()
            .<Type<?>>map(each -> Abi.words(Abi.bytes32(each.hash()), Abi.uint(each.sum())))
            .toList();
    return Abi.tuple(Abi.uint(proof.index()), Abi.array(siblings));
  }

  private AbiReader read(String signature, Type<?>... arguments) {
    return AbiReader.of(chain.call(at, Abi.call(signature, arguments)));
  }

  private TransactionReceipt send(TxSender sender, String data) {
    return sender.send(new TransactionRequest(at, data));
  }
}
