package org.tributary.gateway.earnings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.account.Erc20;

/**
 * What everyone has earned since the beginning. Millionths are of a base unit; {@code payable} is
 * what active roots grant in all and {@code paid} what of it was claimed, both in base units.
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
record EarningsView(
    Erc20 erc20, long epoch, Amounts total, List<Payee> payees, List<AssetEarnings> assets) {

  /** Pending is earned and not yet payable. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Amounts(String earnedMillionths, String pendingMillionths, String payable, String paid) {}

  /** One address, named by what it is paid for; escrow is held for the named owner. */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Payee(Address payee, String name, boolean escrow, Amounts amounts, List<PartView> parts) {}

  /** gateway, worker, model or dataset. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record PartView(String role, @Nullable AssetId asset, String name, String earnedMillionths) {}

  @JsonInclude(JsonInclude.Include.ALWAYS)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record AssetEarnings(
      AssetId asset,
      String kind,
      String name,
      String ownerName,
      String licence,
      Address payee,
      boolean escrow,
      LineAmounts amounts) {}
}
