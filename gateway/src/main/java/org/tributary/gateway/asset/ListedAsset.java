package org.tributary.gateway.asset;

import java.util.Locale;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.asset.AssetKind;
import org.tributary.contracts.asset.AssetRegistration;
import org.tributary.contracts.asset.FlatLineage;
import org.tributary.contracts.asset.RegisteredAsset;
import org.tributary.contracts.receipt.Share;

/** An asset of the registry with its flat lineage. */
public record ListedAsset(RegisteredAsset asset, FlatLineage lineage) {

  public AssetId id() {
    return asset.id();
  }

  public AssetRegistration registration() {
    return asset.registration();
  }

  public String name() {
    return registration().name();
  }

  /** Why it is paid. */
  public Share.Role role() {
    return isModel() ? Share.Role.MODEL : Share.Role.DATASET;
  }

  /** Lower case, as the API writes it. */
  public String kind() {
    return registration().kind().name().toLowerCase(Locale.ROOT);
  }

  /** Who is paid and for what, as receipts name it. */
  public String payeeName() {
    String owner = registration().ownerName();
    return owner.isBlank() ? name() : owner + " (" + name() + ")";
  }

  boolean isModel() {
    return registration().kind() == AssetKind.MODEL;
  }
}
