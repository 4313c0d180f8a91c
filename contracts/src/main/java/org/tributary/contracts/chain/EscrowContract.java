package org.tributary.contracts.chain;

import java.time.Instant;
import java.util.Optional;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.web3j.abi.datatypes.Type;

/** The registry's escrow: assets of named owners who held no key, and their hand-over. */
public final class EscrowContract {
  private final Chain chain;
  private final Address registry;

  EscrowContract(Chain chain, Address registry) {
    this.chain = chain;
    this.registry = registry;
  }

  /** An asset offered to its owner, who may accept it from then on, and where the proof is. */
  public record Offer(Address to, Instant acceptableAt, String proof) {}

  /** By who registered the asset; replaces an offer that waits. */
  public TransactionReceipt offer(TxSender registrar, AssetId id, Address to, String proof) {
    return send(
        registrar,
        "offer(uint256,address,string)",
        Abi.uint(id.value()),
        Abi.address(to),
        Abi.string(proof));
  }

  public TransactionReceipt withdrawOffer(TxSender registrar, AssetId id) {
    return send(registrar, "withdrawOffer(uint256)", Abi.uint(id.value()));
  }

  /** By whom the asset was offered to. */
  public TransactionReceipt accept(TxSender owner, AssetId id) {
    return send(owner, "accept(uint256)", Abi.uint(id.value()));
  }

  /** Pays out what the vault has; by who accepted. Puts the vault's code there where it is not. */
  public void sweep(TxSender heir, AssetId id, Address erc20, Address to) {
    Address vault = vaultOf(id);
    if (!chain.hasCode(vault)) {
      send(heir, "deployVault(uint256)", Abi.uint(id.value()));
    }
    String sweep = Abi.call("sweep(address,address)", Abi.address(erc20), Abi.address(to));
    heir.send(new TransactionRequest(vault, sweep));
  }

  public Optional<Offer> offerOf(AssetId id) {
    AbiReader offer = read("offerOf(uint256)", id).tuple(0);
    return offer.address(0).isZero()
        ? Optional.empty()
        : Optional.of(
            new Offer(offer.address(0), Instant.ofEpochSecond(offer.number(1)), offer.string(2)));
  }

  /** Who accepted the asset, and so has what its vault was paid. */
  public Optional<Address> heirOf(AssetId id) {
    Address heir = read("heirOf(uint256)", id).address(0);
    return heir.isZero() ? Optional.empty() : Optional.of(heir);
  }

  public boolean isEscrowed(AssetId id) {
    return read("isEscrowed(uint256)", id).bool(0);
  }

  /** The vault of an asset, whether it has code yet or not. */
  public Address vaultOf(AssetId id) {
    return read("vaultOf(uint256)", id).address(0);
  }

  private AbiReader read(String signature, AssetId id) {
    return AbiReader.of(chain.call(registry, Abi.call(signature, Abi.uint(id.value()))));
  }

  private TransactionReceipt send(TxSender sender, String signature, Type<?>... arguments) {
    return sender.send(new TransactionRequest(registry, Abi.call(signature, arguments)));
  }
}
