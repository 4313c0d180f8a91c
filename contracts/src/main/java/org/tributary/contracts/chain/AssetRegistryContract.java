package org.tributary.contracts.chain;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.web3j.abi.datatypes.Type;

/** The models and datasets on the chain: ownership, lineage, terms. */
public final class AssetRegistryContract {
  private static final String TERMS = "(uint64,uint64,uint16,uint16)";
  private static final String REGISTRATION =
      "(uint8,bytes32,bytes32,string,string,string,string,(uint96,uint16)[],(bool,uint16),"
          + TERMS
          + ")";
  private static final Bytes32 REGISTERED =
      Abi.topic(
          "Registered(uint256,address,bytes32,address,uint8,bytes32,bytes32,(uint96,uint32)[])");

  private final Chain chain;
  private final Address at;

  public AssetRegistryContract(Chain chain, Address at) {
    this.chain = chain;
    this.at = at;
  }

  /** Commits and registers an asset of the sender's own; {@code salt} hides it until then. */
  public AssetId register(TxSender owner, AssetRegistration registration, Bytes32 salt) {
    return commitThen("register", owner, registration, salt);
  }

  /** Commits and registers an asset into escrow, for a named owner who holds no key here. */
  public AssetId registerFor(TxSender registrar, AssetRegistration registration, Bytes32 salt) {
    return commitThen("registerFor", registrar, registration, salt);
  }

  /** Throws {@link ChainException.Reverted} for an asset that does not exist. */
  public RegisteredAsset assetOf(AssetId id) {
    AbiReader asset = read("assetOf(uint256)", id).tuple(0);
    AssetRegistration registration =
        new AssetRegistration(
            AssetKind.values()[asset.small(0)],
            asset.bytes32(4),
            asset.bytes32(5),
            asset.string(13),
            asset.string(14),
            asset.string(15),
            asset.string(16),
            asset.array(
                17, 2, parent -> new Parent(new AssetId(parent.number(0)), parent.small(1))),
            new Consent(asset.bool(7), asset.small(8)),
            terms(asset, 9));
    return new RegisteredAsset(
        id,
        read("ownerOf(uint256)", id).address(0),
        payeeOf(id),
        read("isEscrowed(uint256)", id).bool(0),
        asset.address(2),
        Instant.ofEpochSecond(asset.number(1)),
        asset.bytes32(6),
        registration);
  }

  public FlatLineage flatLineage(AssetId id) {
    List<FlatLineage.Ancestor> ancestors =
        read("flatLineage(uint256)", id)
            .array(
                0,
                2,
                entry -> new FlatLineage.Ancestor(new AssetId(entry.number(0)), entry.small(1)));
    return new FlatLineage(ancestors);
  }

  /** Who is paid what the asset earns: the owner, its payout address, or an escrow vault. */
  public Address payeeOf(AssetId id) {
    return read("payeeOf(uint256)", id).address(0);
  }

  public AssetTerms termsOf(AssetId id) {
    return terms(read("termsOf(uint256)", id), 0);
  }

  /** The vault of an asset, whether it has code yet or not. */
  public Address vaultOf(AssetId id) {
    return read("vaultOf(uint256)", id).address(0);
  }

  public Optional<AssetId> idOf(Bytes32 contentHash) {
    long id = query("idOf(bytes32)", Abi.bytes32(contentHash)).number(0);
    return id == 0 ? Optional.empty() : Optional.of(new AssetId(id));
  }

  /** Assets are numbered from 1 to this. */
  public long count() {
    return query("count()").number(0);
  }

  public TransactionReceipt setPayout(TxSender owner, AssetId id, Address payout) {
    return send(owner, "setPayout(uint256,address)", Abi.uint(id.value()), Abi.address(payout));
  }

  public TransactionReceipt setTerms(TxSender owner, AssetId id, AssetTerms terms) {
    return send(owner, "setTerms(uint256," + TERMS + ")", Abi.uint(id.value()), terms(terms));
  }

  private AssetId commitThen(
      String function, TxSender sender, AssetRegistration registration, Bytes32 salt) {
    Bytes32 commitment =
        query(
                "commitmentOf(address,bytes32,bytes32)",
                Abi.address(sender.address()),
                Abi.bytes32(registration.contentHash()),
                Abi.bytes32(salt))
            .bytes32(0);
    send(sender, "commit(bytes32)", Abi.bytes32(commitment));
    TransactionReceipt receipt =
        send(
            sender,
            function + "(" + REGISTRATION + ",bytes32)",
            registration(registration),
            Abi.bytes32(salt));
    Bytes32 id = receipt.event(at, REGISTERED).orElseThrow().topics().get(1);
    return new AssetId(AbiReader.of(id.text()).number(0));
  }

  private static Type<?> registration(AssetRegistration registration) {
    List<Type<?>> parents =
        registration.parents().stream()
            .<Type<?>>map(
                parent -> Abi.words(Abi.uint(parent.asset().value()), Abi.uint(parent.bps())))
            .toList();
    Consent consent = registration.consent();
    return Abi.tuple(
        Abi.uint(registration.kind().ordinal()),
        Abi.bytes32(registration.contentHash()),
        Abi.bytes32(registration.manifestHash()),
        Abi.string(registration.uri()),
        Abi.string(registration.name()),
        Abi.string(registration.ownerName()),
        Abi.string(registration.licence()),
        Abi.array(parents),
        Abi.words(Abi.bool(consent.open()), Abi.uint(consent.minBps())),
        terms(registration.terms()));
  }

  private static Type<?> terms(AssetTerms terms) {
    return Abi.words(
        Abi.uint(terms.promptPrice()),
        Abi.uint(terms.completionPrice()),
        Abi.uint(terms.workerBps()),
        Abi.uint(terms.feeBps()));
  }

  private static AssetTerms terms(AbiReader in, int word) {
    return new AssetTerms(
        in.number(word), in.number(word + 1), in.small(word + 2), in.small(word + 3));
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
