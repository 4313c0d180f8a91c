package org.tributary.gateway.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.Parent;
import org.tributary.contracts.keys.Address;
import org.tributary.contracts.keys.Bytes32;
import org.tributary.contracts.receipt.Prices;

/** An asset as the API shows it; terms only for models, lineage only where it is asked for. */
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
    @Nullable Terms terms,
    @Nullable List<ParentView> parents,
    @Nullable List<AncestorView> lineage) {

  /** Prices are base units per million model-tokens. */
  record Terms(String prompt, String completion, long per, int workerBps, int feeBps) {}

  record ParentView(AssetId asset, String name, int bps) {}

  /** An ancestor's share of what is left after gateway and worker, in parts per billion. */
  record AncestorView(
      AssetId asset, String kind, String name, String ownerName, String licence, int ppb) {}

  static AssetView brief(ListedAsset asset) {
    return of(asset, null, null);
  }

  static AssetView full(ListedAsset asset, AssetCatalogue catalogue) {
    List<ParentView> parents =
        asset.about().parents().stream().map(each -> parent(each, catalogue)).toList();
    List<AncestorView> lineage =
        asset.lineage().ancestors().stream()
            .flatMap(
                each -> catalogue.find(each.asset()).stream().map(it -> ancestor(it, each.ppb())))
            .toList();
    return of(asset, parents, lineage);
  }

  private static AssetView of(
      ListedAsset asset, @Nullable List<ParentView> parents, @Nullable List<AncestorView> lineage) {
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
        asset.isModel() ? terms(asset) : null,
        parents,
        lineage);
  }

  private static Terms terms(ListedAsset asset) {
    var terms = asset.state().terms();
    return new Terms(
        Long.toString(terms.promptPrice()),
        Long.toString(terms.completionPrice()),
        Prices.PER,
        terms.workerBps(),
        terms.feeBps());
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
