package org.tributary.gateway.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.Consent;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.asset.Pledge;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Prices;

/**
 * An asset as the API shows it, as it is in {@code period}; terms only for what is served, lineage
 * only where it is asked for. {@code claims} are all assets with the same content.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record AssetView(
    AssetId id,
    String kind,
    String name,
    String ownerName,
    String licence,
    String uri,
    Bytes32 contentHash,
    Bytes32 manifestHash,
    Address owner,
    Address payee,
    boolean escrow,
    Instant registeredAt,
    long period,
    List<AssetId> claims,
    boolean listed,
    @Nullable Terms terms,
    ConsentView consent,
    @Nullable PledgeView pledge,
    @Nullable List<ParentView> parents,
    @Nullable List<AncestorView> lineage) {

  /** Prices are base units per million model-tokens, and of pixels times steps. */
  record Terms(
      int version,
      String prompt,
      String cached,
      String completion,
      String pixels,
      long per,
      int workerBps,
      int feeBps) {}

  /** What the asset asks of those who derive from it; {@code base} is revenue or charge. */
  record ConsentView(
      boolean open, String base, int minBps, String completionFloor, String pixelFloor) {}

  /** What it promised its own parents: least prices, and what worker and gateway leave. */
  record PledgeView(String completionFloor, String pixelFloor, int minRestBps) {}

  record ParentView(AssetId asset, String name, int bps) {}

  /** An ancestor's share of what is left after gateway and worker, in parts per billion. */
  record AncestorView(
      AssetId asset, String kind, String name, String ownerName, String licence, int ppb) {}

  static AssetView brief(ListedAsset asset, AssetCatalogue catalogue) {
    return of(asset, catalogue, null, null);
  }

  static AssetView full(ListedAsset asset, AssetCatalogue catalogue) {
    List<ParentView> parents =
        asset.about().parents().stream().map(each -> parent(each, catalogue)).toList();
    List<AncestorView> lineage =
        asset.lineage().ancestors().stream()
            .flatMap(
                each -> catalogue.find(each.asset()).stream().map(it -> ancestor(it, each.ppb())))
            .toList();
    return of(asset, catalogue, parents, lineage);
  }

  private static AssetView of(
      ListedAsset asset,
      AssetCatalogue catalogue,
      @Nullable List<ParentView> parents,
      @Nullable List<AncestorView> lineage) {
    var said = asset.about();
    return new AssetView(
        asset.id(),
        asset.kind(),
        said.name(),
        said.ownerName(),
        said.licence(),
        said.uri(),
        said.contentHash(),
        said.manifestHash(),
        asset.state().owner(),
        asset.payee(),
        asset.isEscrowed(),
        asset.asset().registeredAt(),
        asset.state().period(),
        catalogue.claims(said.contentHash()).stream().map(ListedAsset::id).toList(),
        catalogue.isListed(asset),
        asset.isServed() ? terms(asset) : null,
        consent(asset.state().consent()),
        asset.asset().pledge().equals(Pledge.NONE) ? null : pledge(asset.asset().pledge()),
        parents,
        lineage);
  }

  private static Terms terms(ListedAsset asset) {
    var terms = asset.state().terms();
    return new Terms(
        asset.state().termsVersion(),
        Long.toString(terms.promptPrice()),
        Long.toString(terms.cachedPrice()),
        Long.toString(terms.completionPrice()),
        Long.toString(terms.pixelPrice()),
        Prices.PER,
        terms.workerBps(),
        terms.feeBps());
  }

  private static ConsentView consent(Consent consent) {
    return new ConsentView(
        consent.open(),
        consent.base().name().toLowerCase(Locale.ROOT),
        consent.minBps(),
        Long.toString(consent.completionFloor()),
        Long.toString(consent.pixelFloor()));
  }

  private static PledgeView pledge(Pledge pledge) {
    return new PledgeView(
        Long.toString(pledge.completionFloor()),
        Long.toString(pledge.pixelFloor()),
        pledge.minRestBps());
  }

  private static ParentView parent(Parent parent, AssetCatalogue catalogue) {
    String name = catalogue.find(parent.asset()).map(ListedAsset::name).orElse("");
    return new ParentView(parent.asset(), name, parent.bps());
  }

  private static AncestorView ancestor(ListedAsset asset, int ppb) {
    var said = asset.about();
    return new AncestorView(
        asset.id(), asset.kind(), said.name(), said.ownerName(), said.licence(), ppb);
  }
}
