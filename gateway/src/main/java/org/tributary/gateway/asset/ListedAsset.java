package org.tributary.gateway.asset;

import org.tributary.contracts.asset.AssetDescription;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetState;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.keys.Address;

/** An asset of the registry, as it is in one period, with its flat lineage. */
public record ListedAsset(RegisteredAsset asset, AssetState state, FlatLineage lineage) {

  public AssetId id() {
    return asset.id();
  }

  public AssetDescription about() {
    return asset.about();
  }

  public String name() {
    return about().name();
  }

  /** In the period. */
  public Address payee() {
    return state.payee();
  }

  public boolean isEscrowed() {
    return state.escrowed();
  }

  /** Lower case, as the API writes it. */
  public String kind() {
    return about().kind().text();
  }

  /** Who is paid and for what, as receipts name it. */
  public String payeeName() {
    String owner = about().ownerName();
    return owner.isBlank() ? name() : owner + " (" + name() + ")";
  }

  /** Whether calls to it are charged. */
  boolean isServed() {
    return about().kind() != AssetKind.DATASET;
  }

  boolean isModel() {
    return about().kind() == AssetKind.MODEL;
  }
}
