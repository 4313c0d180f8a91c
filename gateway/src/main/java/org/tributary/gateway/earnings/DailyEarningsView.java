package org.tributary.gateway.earnings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.account.Erc20;

/**
 * What was earned day by day (UTC), newest first.
 *
 * @param next for {@code before}, to go on; null where there is nothing older. A filter may leave a
 *     page empty with more behind it: one question looks at so many days only
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
record DailyEarningsView(Erc20 erc20, long epoch, List<Line> data, @Nullable String next) {

  /** A day as 2026-11-22, and whom it paid for what; no asset for gateways and workers. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      String day, String role, @Nullable AssetId asset, Address payee, LineAmounts amounts) {}

  DailyEarningsView {
    data = List.copyOf(data);
  }
}
