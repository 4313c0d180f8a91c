package org.tributary.gateway.asset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetTerms;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Prices;
import org.tributary.contracts.receipt.Split;
import org.tributary.contracts.receipt.Usage;
import org.tributary.gateway.payment.CallContext;

/** All assets as they are in one period, with the offers that follow from them. */
final class AssetTable {
  private static final long SMALLEST_PICTURE = 64 * 64;

  static final AssetTable EMPTY = new AssetTable(0, List.of(), Map.of(), 0);

  private final long period;
  private final long minCharge;
  private final Map<AssetId, ListedAsset> assets = new LinkedHashMap<>();
  private final Map<Bytes32, List<ListedAsset>> claims = new LinkedHashMap<>();
  private final Map<AssetId, List<ClaimProof>> proofs;
  private final Map<String, ModelOffer> offers = new LinkedHashMap<>();

  AssetTable(
      long period,
      Collection<ListedAsset> inOrder,
      Map<AssetId, List<ClaimProof>> proofs,
      long minCharge) {
    this.period = period;
    this.minCharge = minCharge;
    this.proofs = proofs;
    for (ListedAsset asset : inOrder) {
      assets.put(asset.id(), asset);
      claims.computeIfAbsent(asset.about().contentHash(), hash -> new ArrayList<>()).add(asset);
    }
    // The earliest registration has the name: a later one cannot take its calls.
    inOrder.stream()
        .filter(ListedAsset::isModel)
        .filter(this::isListed)
        .forEach(asset -> offer(asset).ifPresent(it -> offers.putIfAbsent(asset.name(), it)));
  }

  List<ListedAsset> all() {
    return List.copyOf(assets.values());
  }

  Optional<ListedAsset> find(AssetId id) {
    return Optional.ofNullable(assets.get(id));
  }

  List<ListedAsset> claims(Bytes32 contentHash) {
    return List.copyOf(claims.getOrDefault(contentHash, List.of()));
  }

  boolean isListed(ListedAsset asset) {
    List<ListedAsset> same = claims.getOrDefault(asset.about().contentHash(), List.of());
    return same.stream()
        .filter(this::isProven)
        .findFirst()
        .or(() -> same.stream().findFirst())
        .filter(asset::equals)
        .isPresent();
  }

  /** By a source that decides here, and for who owns it now. */
  private boolean isProven(ListedAsset asset) {
    return proofs.getOrDefault(asset.id(), List.of()).stream()
        .anyMatch(proof -> proof.trusted() && proof.owner().equals(asset.state().owner()));
  }

  Optional<ModelOffer> offer(String name) {
    return Optional.ofNullable(offers.get(name));
  }

  List<ModelOffer> offers() {
    return List.copyOf(offers.values());
  }

  /** Empty for a model that nobody here could be charged for rightly. */
  private Optional<ModelOffer> offer(ListedAsset asset) {
    AssetTerms terms = asset.state().terms();
    Optional<List<CallContext.Ancestor>> ancestors = ancestors(asset.lineage());
    Prices prices =
        new Prices(
            terms.promptPrice(), terms.cachedPrice(), terms.completionPrice(), terms.pixelPrice());
    if (asset.name().isBlank() || ancestors.isEmpty() || leastCharge(prices) < minCharge) {
      return Optional.empty();
    }
    return Optional.of(
        new ModelOffer(
            model(asset),
            prices,
            new Split.Terms(terms.feeBps(), terms.workerBps()),
            period,
            asset.state().termsVersion(),
            ancestors.get(),
            asset.about().uri()));
  }

  /** Of a word answered to a word, or of the smallest picture. */
  private static long leastCharge(Prices prices) {
    return Math.max(
        prices.charge(Usage.ofText(1, 1)), prices.charge(new Usage(0, 0, 0, SMALLEST_PICTURE)));
  }

  private static CallContext.Model model(ListedAsset asset) {
    return new CallContext.Model(
        asset.name(),
        asset.id(),
        asset.about().contentHash(),
        asset.about().licence(),
        asset.about().ownerName(),
        asset.payee(),
        asset.isEscrowed());
  }

  /** Empty when one of them is not listed. */
  private Optional<List<CallContext.Ancestor>> ancestors(FlatLineage lineage) {
    List<CallContext.Ancestor> ancestors = new ArrayList<>();
    for (FlatLineage.Ancestor entry : lineage.ancestors()) {
      ListedAsset asset = assets.get(entry.asset());
      if (asset == null) {
        return Optional.empty();
      }
      ancestors.add(ancestor(asset, entry.ppb()));
    }
    return Optional.of(ancestors);
  }

  private static CallContext.Ancestor ancestor(ListedAsset asset, int ppb) {
    return new CallContext.Ancestor(
        asset.id(),
        asset.kind(),
        asset.payeeName(),
        asset.about().licence(),
        asset.payee(),
        asset.isEscrowed(),
        ppb);
  }
}
