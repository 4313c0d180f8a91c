package org.tributary.gateway.earnings;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tributary.contracts.asset.AssetId;
import org.tributary.contracts.keys.Address;
import org.tributary.gateway.account.Erc20;

/**
 * What single receipts earn, newest first.
 *
 * @param next for {@code before}, to go on; null where there is nothing older. A filter may leave a
 *     page short, or empty, with more behind it: one question looks at so many receipts only
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
@JsonIgnoreProperties(ignoreUnknown = true)
record ReceiptEarningsView(Erc20 erc20, List<Line> data, @Nullable String next) {

  /**
   * One share of one receipt: the charge in base units, the share in millionths of one.
   *
   * @param state pending; or, of {@code epoch}: granted, where some of it is claimable; paid, where
   *     all of it was; carried, where the rest waits for a whole base unit
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Line(
      String receipt,
      String time,
      String charge,
      String role,
      @Nullable AssetId asset,
      Address payee,
      String millionths,
      LineAmounts amounts,
      String state,
      @Nullable Long epoch) {}

  ReceiptEarningsView {
    data = List.copyOf(data);
  }
}
