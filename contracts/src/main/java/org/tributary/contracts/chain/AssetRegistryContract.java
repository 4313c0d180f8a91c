package org.tributary.contracts.chain;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetState;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.DeriveConsent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.asset.SignedConsent;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.typeddata.Domain;
import org.web3j.abi.datatypes.Type;

/** The models, datasets and adapters on the chain: ownership, lineage, terms. */
public final class AssetRegistryContract {
  private static final Bytes32 REGISTERED =
      Abi.topic(
          "Registered(uint256,address,bytes32,address,uint8,bytes32,bytes32,(uint96,uint32)[])");
  private static final int READS_OF_AN_ENTRY = 7;
  private static final String ERC1271_VALID = "0x1626ba7e";

  private final Chain chain;
  private final Address at;

  public AssetRegistryContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  /** The chain's time: of its last block, or of a clock where blocks are far between. */
  Instant now(Clock clock) {
    Instant head = chain.headTime();
    Instant now = clock.instant();
    return head.isAfter(now) ? head : now;
  }

  /** All that the registry says of an asset in one period. */
  public record Entry(RegisteredAsset asset, AssetState state, FlatLineage lineage) {}

  /** A version of an asset's terms; 0 for an asset that does not exist. */
  public record VersionedTerms(int version, AssetTerms terms) {}

  /**
   * Commits and registers an asset of the sender's own; {@code salt} hides it until then. It
   * promises its parents no more than they ask before it is shown.
   */
  public AssetId register(TxSender owner, AssetRegistration registration, Bytes32 salt) {
    return register(owner, registration, salt, Map.of());
  }

  /** With what the owners of closed parents have signed. */
  public AssetId register(
      TxSender owner,
      AssetRegistration registration,
      Bytes32 salt,
      Map<AssetId, SignedConsent> signed) {
    return commitThen("register", owner, registration, salt, signed);
  }

  /** Commits and registers an asset into escrow, for a named owner who holds no key here. */
  public AssetId registerFor(TxSender registrar, AssetRegistration registration, Bytes32 salt) {
    return registerFor(registrar, registration, salt, Map.of());
  }

  public AssetId registerFor(
      TxSender registrar,
      AssetRegistration registration,
      Bytes32 salt,
      Map<AssetId, SignedConsent> signed) {
    return commitThen("registerFor", registrar, registration, salt, signed);
  }

  /** From the coming period on, as all changes. */
  public TransactionReceipt setTerms(TxSender owner, AssetId id, AssetTerms terms) {
    return send(
        owner,
        "setTerms(uint256," + AssetRecords.TERMS + ")",
        Abi.uint(id.value()),
        AssetRecords.terms(terms));
  }

  /** Zero has the owner itself paid. */
  public TransactionReceipt setPayout(TxSender owner, AssetId id, Address payout) {
    return send(owner, "setPayout(uint256,address)", Abi.uint(id.value()), Abi.address(payout));
  }

  public TransactionReceipt setConsent(TxSender owner, AssetId id, Consent consent) {
    return send(
        owner,
        "setConsent(uint256," + AssetRecords.CONSENT + ")",
        Abi.uint(id.value()),
        AssetRecords.consent(consent));
  }

  /** From the coming period on the asset is {@code to}'s, who is paid, with no payout address. */
  public TransactionReceipt transfer(TxSender owner, AssetId id, Address to) {
    return send(
        owner,
        "safeTransferFrom(address,address,uint256)",
        Abi.address(owner.address()),
        Abi.address(to),
        Abi.uint(id.value()));
  }

  /** Throws {@link ChainException.Reverted} for an asset that does not exist. */
  public RegisteredAsset assetOf(AssetId id) {
    return AssetRecords.asset(id, read("assetOf(uint256)", id));
  }

  public FlatLineage flatLineage(AssetId id) {
    return AssetRecords.lineage(read("flatLineage(uint256)", id));
  }

  public Consent consentOf(AssetId id) {
    return AssetRecords.consent(read("consentOf(uint256)", id));
  }

  /** Whose the asset is now; in a period it may still be someone else's. */
  public Address ownerOf(AssetId id) {
    return read("ownerOf(uint256)", id).address(0);
  }

  /** Zero for an asset that does not exist, as the views below. */
  public Address ownerAt(AssetId id, long period) {
    return query("ownerAt(uint256,uint64)", Abi.uint(id.value()), Abi.uint(period)).address(0);
  }

  /** Who is paid what the asset earns: the owner, its payout address, or an escrow vault. */
  public Address payeeAt(AssetId id, long period) {
    return query("payeeAt(uint256,uint64)", Abi.uint(id.value()), Abi.uint(period)).address(0);
  }

  public VersionedTerms termsAt(AssetId id, long period) {
    return versioned(query("termsAt(uint256,uint64)", Abi.uint(id.value()), Abi.uint(period)));
  }

  public AssetTerms termsOf(AssetId id, int version) {
    return AssetRecords.terms(
        query("termsOf(uint256,uint32)", Abi.uint(id.value()), Abi.uint(version)));
  }

  public Bytes32 contentHashOf(AssetId id) {
    return read("contentHashOf(uint256)", id).bytes32(0);
  }

  public Bytes32 flatHashOf(AssetId id) {
    return read("flatHashOf(uint256)", id).bytes32(0);
  }

  /** Every asset with this content, the earliest first. */
  public List<AssetId> claimsOf(Bytes32 contentHash) {
    return query("claimsOf(bytes32)", Abi.bytes32(contentHash))
        .array(0, 1, claim -> new AssetId(claim.number(0)));
  }

  /** Assets are numbered from 1 to this. */
  public long count() {
    return query("count()").number(0);
  }

  /** How long a period is; see {@link #periodOf}. */
  public Duration period() {
    return Duration.ofSeconds(query("PERIOD()").number(0));
  }

  /** How long before a period what changes with it is fixed. */
  public Duration notice() {
    return Duration.ofSeconds(query("NOTICE()").number(0));
  }

  public long periodOf(Instant time) {
    return query("periodOf(uint64)", Abi.uint(time.getEpochSecond())).number(0);
  }

  /** The first period that a change made now would be in force in, by the chain's clock. */
  public long comingPeriod() {
    return query("comingPeriod()").number(0);
  }

  /** What the owner of one of this registry's assets signs. */
  public Domain consentDomain() {
    return DeriveConsent.domain(chain.chainId(), at);
  }

  /** Whether the parent's owner, a key or a contract, has signed this for this registry. */
  public boolean isConsent(SignedConsent signed) {
    Address owner = ownerOf(signed.consent().parent());
    if (!chain.hasCode(owner)) {
      return signed.isBy(owner, consentDomain());
    }
    String call =
        Abi.call(
            "isValidSignature(bytes32,bytes)",
            Abi.bytes32(signed.consent().digest(consentDomain())),
            Abi.bytes(signed.signatureBytes()));
    try {
      return chain.call(owner, call).startsWith(ERC1271_VALID);
    } catch (ChainException.Reverted saysNo) {
      return false;
    }
  }

  /** Where escrowed assets are offered and accepted. */
  public EscrowContract escrow() {
    return new EscrowContract(chain, at);
  }

  /**
   * Everything about many assets in few requests; one that is beyond our records is told to {@code
   * malformed} and left out.
   */
  public List<Entry> entries(
      List<AssetId> ids, long period, BiConsumer<AssetId, RuntimeException> malformed) {
    List<String> calls = ids.stream().flatMap(id -> entryCalls(id, period).stream()).toList();
    List<AbiReader> answers = new Multicall(chain).read(at, calls);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      int from = i * READS_OF_AN_ENTRY;
      try {
        entries.add(entry(ids.get(i), period, answers.subList(from, from + READS_OF_AN_ENTRY)));
      } catch (IllegalArgumentException | ArithmeticException beyondOurs) {
        malformed.accept(ids.get(i), beyondOurs);
      }
    }
    return entries;
  }

  private static List<String> entryCalls(AssetId id, long period) {
    Type<?> asset = Abi.uint(id.value());
    Type<?> when = Abi.uint(period);
    return List.of(
        Abi.call("assetOf(uint256)", asset),
        Abi.call("flatLineage(uint256)", asset),
        Abi.call("ownerAt(uint256,uint64)", asset, when),
        Abi.call("payeeAt(uint256,uint64)", asset, when),
        Abi.call("termsAt(uint256,uint64)", asset, when),
        Abi.call("isEscrowed(uint256)", asset),
        Abi.call("consentOf(uint256)", asset));
  }

  private static Entry entry(AssetId id, long period, List<AbiReader> answers) {
    VersionedTerms terms = versioned(answers.get(4));
    AssetState state =
        new AssetState(
            period,
            answers.get(2).address(0),
            answers.get(3).address(0),
            terms.version(),
            terms.terms(),
            answers.get(5).bool(0),
            AssetRecords.consent(answers.get(6)));
    return new Entry(
        AssetRecords.asset(id, answers.get(0)), state, AssetRecords.lineage(answers.get(1)));
  }

  private static VersionedTerms versioned(AbiReader answer) {
    return new VersionedTerms(answer.small(0), AssetRecords.terms(answer.after(1)));
  }

  /** What a child would promise its parents, if it were registered now. */
  public Pledge pledgeFor(
      AssetDescription child, Map<AssetId, SignedConsent> signed, Address registrar) {
    AbiReader answer =
        query(
            "pledgeFor("
                + AssetRecords.PARENTS
                + ",bytes32,"
                + AssetRecords.SIGNED_CONSENTS
                + ",address)",
            AssetRecords.parents(child.parents()),
            Abi.bytes32(child.contentHash()),
            AssetRecords.consents(child.parents(), signed),
            Abi.address(registrar));
    return AssetRecords.pledge(answer);
  }

  private AssetId commitThen(
      String function,
      TxSender sender,
      AssetRegistration registration,
      Bytes32 salt,
      Map<AssetId, SignedConsent> signed) {
    AssetDescription about = registration.about();
    Pledge accepted = pledgeFor(about, signed, sender.address());
    Bytes32 commitment =
        query(
                "commitmentOf(address,bytes32,bytes32)",
                Abi.address(sender.address()),
                Abi.bytes32(about.contentHash()),
                Abi.bytes32(salt))
            .bytes32(0);
    send(sender, "commit(bytes32)", Abi.bytes32(commitment));
    TransactionReceipt receipt =
        send(
            sender,
            function
                + "("
                + AssetRecords.REGISTRATION
                + ",bytes32,"
                + AssetRecords.SIGNED_CONSENTS
                + ","
                + AssetRecords.PLEDGE
                + ")",
            AssetRecords.registration(registration),
            Abi.bytes32(salt),
            AssetRecords.consents(about.parents(), signed),
            AssetRecords.pledge(accepted));
    Bytes32 id = receipt.event(at, REGISTERED).orElseThrow().topics().get(1);
    return new AssetId(AbiReader.of(id.text()).number(0));
  }

  private AbiReader read(String signature, AssetId id) {
    return query(signature, Abi.uint(id.value()));
  }

  private AbiReader query(String signature, Type<?>... arguments) {
    return AbiReader.of(chain.call(at, Abi.call(signature, arguments)));
  }

  private TransactionReceipt send(TxSender sender, String signature, Type<?>... arguments) {
    return sender.send(new TransactionRequest(at, Abi.call(signature, arguments)));
  }
}
